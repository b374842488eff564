/** Which threads there are. */
import { here, ownSeat, threadTable } from './table/here.js';
import type { Seat } from './table/thread-table.js';
import { startedThread, Thread } from './thread.js';
import { type ThreadFacts, ThreadHandle } from './thread-handle.js';

// Every thread that has loaded the package is in the table from then on, and has the same table.
threadTable();

/** One object for each thread, however often it is asked for. */
const handles = new Map<number, ThreadHandle>();

function factsOf(seat: Seat): ThreadFacts {
  const { running } = here();
  if (running instanceof Thread && running.ident === seat.ident) return running;
  const known = startedThread(seat.ident) ?? handles.get(seat.ident);
  if (known !== undefined) return known;
  for (const [ident, handle] of handles) if (!handle.isAlive()) handles.delete(ident);
  const made = new ThreadHandle(seat);
  handles.set(seat.ident, made);
  return made;
}

/** The calling thread: the object itself, if a subclass of `Thread` runs in it. */
export function currentThread(): ThreadFacts {
  return factsOf(ownSeat());
}

/** The main thread of this process. */
export function mainThread(): ThreadFacts {
  return factsOf(threadTable().main);
}

/**
 * All living threads of this process: the main thread, those started by any thread, and workers of other origin that have
 * loaded this package. A snapshot.
 */
export function enumerate(): ThreadFacts[] {
  return Array.from(threadTable().living(), factsOf);
}

/** How many threads live: as long as `enumerate()`. */
export function activeCount(): number {
  return Array.from(threadTable().living()).length;
}

/**
 * Whether this is the program itself: the main thread of a process that was not started as a `Process`. A module that is
 * program and target in one puts behind it what threads, which import the module too, are not to do. It is
 * `if __name__ == '__main__'` of Python.
 */
export function isMainProgram(): boolean {
  const { kind, process } = here();
  return kind === 'main' && process === undefined;
}
