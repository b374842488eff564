import { attach } from '@weft/atomics';
import { type Program, program } from '@weft/interleave/program';

/** What `setup` made, with the thread's own objects for those that are shared. */
export function attached<T>(shared: T): T {
  return attach<T>(shared);
}

type Body<T> = (local: T) => unknown;

/** A program whose threads have just what its `setup` made. */
interface Sharing<T> extends Omit<Program<T, T>, 'attach' | 'threads'> {
  /** What each does, or how many do the same. */
  readonly threads: readonly Body<T>[] | { readonly count: number; readonly body: Body<T> };
}

/** A program whose threads have just what its `setup` made, each with objects of its own. */
export function sharing<T>({ threads, ...facts }: Sharing<T>): Program<T, T> {
  const bodies = 'body' in threads ? Array.from({ length: threads.count }, () => threads.body) : threads;
  return program<T, T>({ attach: attached, ...facts, threads: bodies });
}
