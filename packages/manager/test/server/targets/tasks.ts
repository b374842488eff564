/** What children do in the tests of this folder. */
import type { ManagedLock, ManagedQueue, SharedDict, SharedList } from '@weft/manager';

export async function appendSquare(list: SharedList<number>, n: number): Promise<number> {
  return list.append(n * n);
}

export async function deepAppend(holder: {
  readonly inner: readonly SharedList<string>[];
}): Promise<unknown> {
  await holder.inner[0]?.append('from far away');
  return { back: holder.inner[0] };
}

/** Makes a list of its own and leaves it in a dict. */
export async function leaveList(
  dict: SharedDict<string, SharedList<number>>,
  queue: ManagedQueue<unknown>,
): Promise<void> {
  const mine = await dict.get('given');
  await mine?.append(2);
  const [list] = (await queue.get()) as [SharedList<number>];
  await list.append(3);
  await dict.set('returned', list);
}

/** Takes the lock and never gives it back. */
export async function holdForEver(lock: ManagedLock, taken: SharedList<string>): Promise<void> {
  await lock.acquire();
  await taken.append('taken');
  await new Promise(() => setInterval(() => {}, 1000));
}

export function square(n: number): number {
  return n * n;
}

export function add(a: number, b: number): number {
  return a + b;
}

export function fail(message: string): never {
  throw new RangeError(message);
}

export function waitForEver(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 1000));
}
