/** Which ways of waiting the suites of raw classes run over. */
import { Epoll, Kqueue, Poll, type ReadySet, Select, SystemCallError } from '@weft/native-epoll';

export interface Kind {
  readonly name: string;
  readonly make: (options?: { readonly maxEvents?: number }) => ReadySet;
}

/** Whether kqueue is libkqueue's, whose file descriptors do not show that something is ready. */
export const isEmulated: boolean = process.platform === 'linux';

/** Those that the event loop can wait for. */
export const kernelKinds: readonly { readonly name: string; readonly make: () => Epoll | Kqueue }[] = [
  { name: 'Epoll', make: () => new Epoll() },
  { name: 'Kqueue', make: () => new Kqueue() },
].filter(({ name, make }) => works(make) && !(name === 'Kqueue' && isEmulated));

/** kqueue is here on macOS and the BSDs, and on Linux where the binary was built with libkqueue. */
export const kinds: readonly Kind[] = [
  { name: 'Epoll', make: (options?: object) => new Epoll(options) },
  { name: 'Kqueue', make: (options?: object) => new Kqueue(options) },
  { name: 'Poll', make: (options?: object) => new Poll(options) },
  { name: 'Select', make: (options?: object) => new Select(options) },
].filter(({ make }) => works(make));

export function works(make: () => { close(): void }): boolean {
  try {
    make().close();
    return true;
  } catch (error) {
    if (error instanceof SystemCallError && error.code === 'ENOSYS') return false;
    throw error;
  }
}
