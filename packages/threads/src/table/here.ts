/**
 * Who the calling thread is. A thread that this package has started knows it before the package is loaded in it (if it
 * ever is): the boot code keeps it in a global that has no name but a registered symbol. So a program may even bring
 * two copies of the package, one of them in a bundle, and they agree.
 */
import { type EnvironmentData, getEnvironmentData, setEnvironmentData, threadId } from './environment.js';
import { type Seat, ThreadTable } from './thread-table.js';

/** What a process is to the threads in it. */
export interface ProcessFacts {
  readonly name: string;
  readonly daemon: boolean;
  readonly parent: { readonly pid: number; readonly name: string } | undefined;
}

/** Functions and classes that `task` has marked, as they were met. */
export interface TaskBook {
  /** By module, in the order in which the module has marked them. */
  readonly byUrl: Map<string, MarkedTask[]>;
  readonly marks: WeakMap<object, TaskMark>;
}

export type MarkedTask = (...args: never[]) => unknown;

export interface TaskMark {
  readonly url: string;
  readonly name: string;
  /** Which one of those with that name in that module. */
  readonly nth: number;
}

/** The global record of the calling thread. */
export interface Here {
  kind: 'main' | 'thread' | 'foreign';
  /** How often this thread is importing a module to find a target in it. */
  bootstrapping: number;
  seat?: Seat;
  table?: SharedArrayBuffer;
  process?: ProcessFacts;
  tasks?: TaskBook;
  /** The object that runs in this thread, if its class was made again. */
  running?: object;
  /** Results that `move` has marked, and what of them is moved. */
  moved?: WeakMap<object, readonly unknown[]>;
  /** Set by the package where it is loaded: what the boot code needs of it. */
  attach?: (value: unknown, packages: readonly string[]) => Promise<unknown>;
  remake?: (subclass: unknown, fields: object) => object;
  baseClass?: (name: string) => unknown;
}

/** Also written out in the boot code. */
const HERE: unique symbol = Symbol.for('@weft/threads:here');

const TABLE_KEY = '@weft/threads:table';
/** Tells workers of other origin which thread has started them. */
export const STARTER_KEY = '@weft/threads:starter';

/** The record of the calling thread; made if there is none. */
export function here(): Here {
  const globals = globalThis as { [HERE]?: Here };
  globals[HERE] ??= { kind: threadId === 0 ? 'main' : 'foreign', bootstrapping: 0 };
  return globals[HERE];
}

let table: ThreadTable | undefined;

/** The table of this process. */
export function threadTable(): ThreadTable {
  if (table !== undefined) return table;
  const record = here();
  const inherited = record.table ?? (getEnvironmentData(TABLE_KEY) as EnvironmentData);
  table = ThreadTable.isTable(inherited) ? new ThreadTable(inherited) : ThreadTable.found('MainThread');
  record.table = table.buffer;
  if (record.kind === 'main') record.seat = table.main;
  record.seat ??= enterForeign(table);
  setEnvironmentData(TABLE_KEY, table.buffer);
  setEnvironmentData(STARTER_KEY, record.seat.ident);
  process.on('worker', endWithWorker);
  return table;
}

/** Workers of other origin, once they are in the table, are also gone from it if they have no time to say so. */
function endWithWorker(worker: {
  readonly threadId: number;
  once(event: 'exit', listener: () => void): void;
}): void {
  const { threadId } = worker;
  worker.once('exit', () => table?.endWorker(threadId));
}

/** A worker that this package did not start is in the table as well, from now until it ends. */
function enterForeign(table: ThreadTable): Seat {
  const starter = getEnvironmentData(STARTER_KEY);
  const seat = table.claim({
    name: `worker-${threadId}`,
    daemon: false,
    starter: typeof starter === 'number' ? starter : table.main.ident,
  });
  table.setThreadId(seat, threadId);
  process.once('exit', () => table.end(seat));
  return seat;
}

/** The calling thread's place in the table. */
export function ownSeat(): Seat {
  threadTable();
  return here().seat as Seat;
}

/** What this process is. */
export function ownProcess(): ProcessFacts {
  return here().process ?? { name: 'MainProcess', daemon: false, parent: undefined };
}
