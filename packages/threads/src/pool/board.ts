/** The board of a pool, as its owner and its workers see it. */
import { CapacityError, CorruptRegionError } from '@weft/atomics';
import {
  type Block,
  type ObjectOptions,
  Operation,
  PARK,
  place,
  registerKind,
  WaitingObject,
} from '@weft/atomics/kit';
import { Chime } from '../pipe/chime.js';
import { BOARD, KIND, TASK, WORKER } from './layout.js';

/** How large a board is. */
export interface BoardSize {
  readonly workers: number;
  readonly tasks: number;
  /** Room for what is known about functions. */
  readonly functionBytes: number;
}

/** Words of a board. */
export function boardWords({ workers, tasks, functionBytes }: BoardSize): number {
  return BOARD.REST + workers * WORKER.SIZE + tasks + Math.ceil(functionBytes / 4);
}

export class PoolBoard extends WaitingObject {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #state: number;
  readonly #workers: number;
  readonly #results: Chime;
  readonly #workersAt: number;
  readonly #tasksAt: number;
  readonly #functionsAt: number;
  readonly #functionWords: number;
  /** How far the functions are read, or written. */
  #functionsEnd = 0;

  private constructor(block: Block) {
    super(block);
    const { words, state } = block;
    const [workers, tasks, functionWords] = [BOARD.WORKERS, BOARD.TASKS, BOARD.FUNCTION_WORDS].map((word) =>
      Atomics.load(words, state + word),
    ) as [number, number, number];
    if (boardWords({ workers, tasks, functionBytes: functionWords * 4 }) > block.stateWords) {
      throw new CorruptRegionError(`the sizes of ${block.label} are not possible: it was overwritten`);
    }
    this.#block = block;
    this.#words = words;
    this.#state = state;
    this.#workers = workers;
    this.#results = new Chime(block, state + BOARD.RESULTS);
    this.#workersAt = state + BOARD.REST;
    this.#tasksAt = this.#workersAt + workers * WORKER.SIZE;
    this.#functionsAt = this.#tasksAt + tasks;
    this.#functionWords = functionWords;
  }

  static make(size: BoardSize, options: ObjectOptions): PoolBoard {
    const block = place(BOARD_KIND, options, boardWords(size), (words, state) => {
      Atomics.store(words, state + BOARD.WORKERS, size.workers);
      Atomics.store(words, state + BOARD.TASKS, size.tasks);
      Atomics.store(words, state + BOARD.FUNCTION_WORDS, Math.ceil(size.functionBytes / 4));
    });
    return new PoolBoard(block);
  }

  static at(block: Block): PoolBoard {
    return new PoolBoard(block);
  }

  get scope(): 'thread' | 'process' {
    return this.#block.memory.scope;
  }

  get closing(): boolean {
    return Atomics.load(this.#words, this.#state + BOARD.STATE) === BOARD.CLOSING;
  }

  /** Sends all workers home, once there is nothing left to do for them. */
  close(): void {
    Atomics.store(this.#words, this.#state + BOARD.STATE, BOARD.CLOSING);
    for (let worker = 0; worker < this.#workers; worker += 1) this.#wake(worker);
  }

  // The words of tasks.

  /** A new task, to be put into a queue next. */
  enqueue(slot: number, stamp: number): void {
    Atomics.store(this.#words, this.#tasksAt + slot, wordOf(stamp, TASK.QUEUED));
  }

  /** Whether that worker may run the task now. */
  claim(slot: number, stamp: number, worker: number): boolean {
    const queued = wordOf(stamp, TASK.QUEUED);
    const running = runningBy(worker, stamp);
    return Atomics.compareExchange(this.#words, this.#tasksAt + slot, queued, running) === queued;
  }

  /** Whether the task is given up before anybody ran it. */
  cancel(slot: number, stamp: number): boolean {
    const queued = wordOf(stamp, TASK.QUEUED);
    return (
      Atomics.compareExchange(this.#words, this.#tasksAt + slot, queued, wordOf(stamp, TASK.OVER)) === queued
    );
  }

  /** That worker has answered; whether it may go on, instead of being killed for this task. */
  finish(slot: number, stamp: number, worker: number): boolean {
    const at = this.#tasksAt + slot;
    const running = runningBy(worker, stamp);
    for (;;) {
      const word = Atomics.load(this.#words, at);
      // The owner has the answer, and uses the word for another task.
      if ((word & ~(TASK.ABORT | TASK.DOOMED)) !== running) return true;
      if ((word & TASK.DOOMED) !== 0) return false;
      if (Atomics.compareExchange(this.#words, at, word, wordOf(stamp, TASK.OVER)) === word) return true;
    }
  }

  /** The worker that runs the task will be killed for it; whether it still runs it. */
  doom(slot: number, stamp: number): boolean {
    const at = this.#tasksAt + slot;
    for (;;) {
      const word = Atomics.load(this.#words, at);
      if (word >>> TASK.STAMP_SHIFT !== stamp || (word & TASK.STATE) !== TASK.RUNNING) return false;
      if (Atomics.compareExchange(this.#words, at, word, word | TASK.DOOMED) === word) return true;
    }
  }

  /** Whether nobody has begun the task. */
  isQueued(slot: number): boolean {
    return (Atomics.load(this.#words, this.#tasksAt + slot) & TASK.STATE) === TASK.QUEUED;
  }

  /** The worker that runs the task, `undefined` if none does. */
  workerOf(slot: number): number | undefined {
    const word = Atomics.load(this.#words, this.#tasksAt + slot);
    return (word & TASK.STATE) === TASK.RUNNING
      ? ((word >>> TASK.WORKER_SHIFT) & TASK.WORKER_MASK) - 1
      : undefined;
  }

  /** Asks a running task to stop. */
  abort(slot: number, worker: number): void {
    Atomics.or(this.#words, this.#tasksAt + slot, TASK.ABORT);
    const at = this.#workerAt(worker) + WORKER.ATTENTION;
    Atomics.add(this.#words, at, 1);
    this.#block.memory.notify(at);
  }

  /** Whether the task with that stamp is asked to stop; one that is over is. */
  isAborted(slot: number, stamp: number): boolean {
    const word = Atomics.load(this.#words, this.#tasksAt + slot);
    return (word & TASK.ABORT) !== 0 || word >>> TASK.STAMP_SHIFT !== stamp;
  }

  // Waiting for tasks.

  /**
   * Wakes a parked worker, if there is one, as something was put into a queue. Not while another worker is looking for
   * a task: that one takes it, or sees it in its last look before it parks; and if it leaves something it wakes the next.
   * (Go's scheduler keeps its threads from waking in vain like this.)
   */
  wakeOne(): void {
    for (let i = 0; i * 32 < this.#workers; i += 1) {
      if (Atomics.load(this.#words, this.#state + BOARD.SEARCHING + i) !== 0) return;
    }
    for (let i = 0; i * 32 < this.#workers; i += 1) {
      const at = this.#state + BOARD.IDLE + i;
      for (let idle = Atomics.load(this.#words, at); idle !== 0; idle = Atomics.load(this.#words, at)) {
        const bit = idle & -idle;
        if ((Atomics.and(this.#words, at, ~bit) & bit) === 0) continue;
        this.#wake(i * 32 + 31 - Math.clz32(bit));
        return;
      }
    }
  }

  /** How a worker gets its tasks from `source`. */
  taker<T extends object>(worker: number, source: Source<T>): Taker<T> {
    const idling = this.#idling(worker);
    return {
      take: (timeout) => this.runSync(new Take(idling, source), { timeout }),
      promise: () => idling.search(),
      retract() {
        idling.stopSearching();
        if (source.hasMore()) idling.wakeNext();
      },
    };
  }

  /** What a worker's wait for tasks needs of the board. */
  #idling(worker: number): Idling {
    const words = this.#words;
    const idleAt = this.#state + BOARD.IDLE + (worker >>> 5);
    const searchingAt = this.#state + BOARD.SEARCHING + (worker >>> 5);
    const bit = 1 << (worker & 31);
    const park = this.#workerAt(worker) + WORKER.PARK;
    return {
      park,
      search: () => void Atomics.or(words, searchingAt, bit),
      stopSearching: () => void Atomics.and(words, searchingAt, ~bit),
      announce() {
        const expected = Atomics.load(words, park);
        Atomics.or(words, idleAt, bit);
        return expected;
      },
      withdraw: () => void Atomics.and(words, idleAt, ~bit),
      wakeNext: () => this.wakeOne(),
    };
  }

  /** A dead worker does not stand in line any more. */
  forget(worker: number): void {
    for (const bits of [BOARD.IDLE, BOARD.SEARCHING]) {
      Atomics.and(this.#words, this.#state + bits + (worker >>> 5), ~(1 << (worker & 31)));
    }
    this.wakeOne();
  }

  // Waiting for results.

  /** An answer was put. */
  answered(): void {
    this.#results.ring();
  }

  /** Blocks the owner until `ready` says so; `pulse` is called every now and then. Whether it did in time. */
  waitSync(ready: () => boolean, pulse: () => void, timeout: number): boolean {
    return this.runSync(new Look(this.#results, ready, pulse), { timeout });
  }

  /** The same without blocking. Keeps the event loop alive. */
  wait(ready: () => boolean, pulse: () => void): Promise<boolean> {
    return this.runAsync(new Look(this.#results, ready, pulse), undefined);
  }

  // Asking a task to stop, without blocking.

  /** Resolves when some task of the worker is asked to stop after `seen`. Does not keep the event loop alive. */
  attention(worker: number): { readonly asked: Promise<unknown>; cancel(): void } {
    const at = this.#workerAt(worker) + WORKER.ATTENTION;
    const wait = this.#block.memory.waitAsync(at, Atomics.load(this.#words, at));
    wait.unref();
    return { asked: wait.promise, cancel: () => wait.cancel() };
  }

  // Functions: texts in a row, each behind its length in bytes.

  /** Adds a text that workers can read; its number. Only the owner does this. @throws CapacityError */
  addFunction(text: string): number {
    const bytes = new TextEncoder().encode(text);
    const at = this.#functionsEnd;
    const end = at + 1 + Math.ceil(bytes.length / 4);
    if (end > this.#functionWords) {
      throw new CapacityError(
        `the functions of this pool take more than ${this.#functionWords * 4} bytes: move large ones into modules`,
      );
    }
    this.#words[this.#functionsAt + at] = bytes.length;
    this.#functionBytes(at + 1, bytes.length).set(bytes);
    this.#functionsEnd = end;
    return Atomics.add(this.#words, this.#state + BOARD.FUNCTIONS, 1);
  }

  /** The texts that were added since the last call. */
  newFunctions(known: number): string[] {
    const texts: string[] = [];
    for (let i = known; i < Atomics.load(this.#words, this.#state + BOARD.FUNCTIONS); i += 1) {
      const length = this.#words[this.#functionsAt + this.#functionsEnd] as number;
      // Text decoders refuse shared memory, hence the copy.
      texts.push(new TextDecoder().decode(this.#functionBytes(this.#functionsEnd + 1, length).slice()));
      this.#functionsEnd += 1 + Math.ceil(length / 4);
    }
    return texts;
  }

  describe(): Record<string, unknown> {
    return { workers: this.#workers, ...(this.closing && { closing: true }) };
  }

  #functionBytes(at: number, length: number): Uint8Array {
    const { buffer, byteOffset } = this.#words;
    return new Uint8Array(buffer, byteOffset + (this.#functionsAt + at) * 4, length);
  }

  #workerAt(worker: number): number {
    return this.#workersAt + worker * WORKER.SIZE;
  }

  #wake(worker: number): void {
    const at = this.#workerAt(worker) + WORKER.PARK;
    Atomics.add(this.#words, at, 1);
    this.#block.memory.notify(at);
  }
}

function wordOf(stamp: number, state: number): number {
  return (stamp << TASK.STAMP_SHIFT) | state;
}

function runningBy(worker: number, stamp: number): number {
  return wordOf(stamp, TASK.RUNNING) | ((worker + 1) << TASK.WORKER_SHIFT);
}

/** Where a worker gets its tasks from. */
export interface Source<T> {
  take(): T | undefined;
  /** Whether another worker would find something. */
  hasMore(): boolean;
}

/** A worker at the board. */
export interface Taker<T> {
  /** Blocks until there is a task, at most so many milliseconds; `undefined` then. */
  take(timeout: number): T | undefined;
  /**
   * Says that this worker is about to take a task: nobody needs to be woken for the next one. To be kept soon, by `take`
   * or `retract`.
   */
  promise(): void;
  retract(): void;
}

interface Idling {
  /** Where the worker parks. */
  readonly park: number;
  /** Says that this worker is looking for a task, or no longer. */
  search(): void;
  stopSearching(): void;
  /** Says that it is about to park; the value that the word must still have then. */
  announce(): number;
  withdraw(): void;
  wakeNext(): void;
}

/**
 * A worker's wait. It looks while its bit says that it is searching; to park it takes that bit back, says that it is
 * idle and looks once more. Whoever puts a task looks at these bits after that, so one of them sees the other.
 */
class Take<T extends object> extends Operation<T | undefined> {
  readonly #idling: Idling;
  readonly #source: Source<T>;
  #searching = false;
  #announced = false;

  constructor(idling: Idling, source: Source<T>) {
    super();
    this.#idling = idling;
    this.#source = source;
    this.word = idling.park;
  }

  attempt(announce: boolean): T | typeof PARK {
    if (!this.#searching && !announce) {
      this.#searching = true;
      this.#idling.search();
    }
    const found = this.#source.take();
    if (found !== undefined) return this.#end(found);
    if (!announce) return PARK;
    this.#stopSearching();
    this.expected = this.#idling.announce();
    this.#announced = true;
    const late = this.#source.take();
    return late === undefined ? PARK : this.#end(late);
  }

  timedOut(): undefined {
    return undefined;
  }

  override abandon(): void {
    this.#stopSearching();
    if (this.#announced) this.#idling.withdraw();
    // A wake-up that was meant for this worker, and a task that nobody was woken for because it was looking.
    if (this.#source.hasMore()) this.#idling.wakeNext();
  }

  #end(found: T): T {
    this.abandon();
    return found;
  }

  #stopSearching(): void {
    if (!this.#searching) return;
    this.#searching = false;
    this.#idling.stopSearching();
  }
}

/** The owner's wait. */
class Look extends Operation<boolean> {
  readonly #chime: Chime;
  readonly #ready: () => boolean;
  readonly #pulse: () => void;

  constructor(chime: Chime, ready: () => boolean, pulse: () => void) {
    super();
    this.#chime = chime;
    this.#ready = ready;
    this.#pulse = pulse;
    this.word = chime.at;
  }

  attempt(announce: boolean): true | typeof PARK {
    if (this.#ready()) return true;
    if (!announce) return PARK;
    this.expected = this.#chime.announce();
    return this.#ready() ? true : PARK;
  }

  override pulse(): void {
    this.#pulse();
  }

  timedOut(): boolean {
    return false;
  }
}

const BOARD_KIND = registerKind({
  number: KIND.PoolBoard,
  name: 'PoolBoard',
  words: BOARD.REST,
  attach: (block) => PoolBoard.at(block),
});
