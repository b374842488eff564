/** What runs in a worker: takes tasks from the shared queues, one after the other, until the pool sends it home. */
// Loaded for the kinds of object and the codecs that it makes known.
import './channels.js';
import '../thread-local.js';
import '../pipe/pipe-memory.js';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { WeftError } from '@weft/atomics';
import { hold, letGo } from '@weft/atomics/kit';
import { structured } from '@weft/shared-queue';
import { moduleAddress } from '../module-address.js';
import type { Connection } from '../pipe/connection.js';
import type { TargetDescription } from '../target/description.js';
import { resolveTarget } from '../target/resolve.js';
import { task } from '../target/task.js';
import { encodeError } from '../transfer/encode-error.js';
import { isMoved, movedParts } from '../transfer/move.js';
import { pack } from '../transfer/payload.js';
import type { Taker } from './board.js';
import type { Channels } from './channels.js';
import { ANSWER, CALL } from './layout.js';
import { contentOf, holdsShared, posted, type TaskRecord } from './records.js';
import { becomeWorker, taskBegins, taskEnds } from './task-here.js';

/** What a worker is given. */
export interface Setup {
  readonly worker: number;
  readonly channels: Channels;
  readonly mostBytes: number;
  /** Moment from which the pool counts time. */
  readonly epoch: number;
  /** For what does not fit into a queue; and, between threads, for what cannot be bytes. */
  readonly pipe: Connection;
  readonly port: MessagePort | undefined;
  readonly initializer: { readonly target: TargetDescription; readonly args: readonly unknown[] } | undefined;
  readonly maxTasks: number;
}

/** A worker goes round its event loop this often, in milliseconds, for what tasks have left there. */
const TURN_MS = 50;

/** Long enough to spin for the next task, too short to park. */
const SPIN_ONLY_MS = 0.001;

/** The answers after which a worker has nothing more to do with a task. */
const LAST_ANSWERS: ReadonlySet<number> = new Set([
  ANSWER.VALUE,
  ANSWER.UNDEFINED,
  ANSWER.ERROR,
  ANSWER.VALUE_POSTED,
]);

/** This module: workers load it before their arguments arrive, as it knows the kinds of object among them. */
export const workerModule: string = moduleAddress(import.meta);

/** The target of every worker of every pool. */
export const serve: (setup: Setup) => Promise<void> = task(
  workerModule,
  async function serve(setup: Setup): Promise<void> {
    const worker = new PoolWorker(setup);
    if (await worker.getReady()) await worker.work();
  },
);

type Callable = (...args: unknown[]) => unknown;

class PoolWorker {
  readonly #setup: Setup;
  readonly #functions: Callable[] = [];
  readonly #descriptions: TargetDescription[] = [];
  readonly #taker: Taker<TaskRecord>;
  /** Whether this worker has promised to take a task. */
  #promised = false;
  /** Whether the task that runs, or has run last, was waited for. */
  #isAsync = false;
  #done = 0;
  #turnedAt = 0;

  constructor(setup: Setup) {
    this.#setup = setup;
    const { board } = setup.channels;
    this.#taker = board.taker(setup.worker, { take: () => this.#take(), hasMore: () => this.#hasMore() });
    becomeWorker(board, setup.worker);
  }

  /** Runs the initializer; whether that went well. */
  async getReady(): Promise<boolean> {
    const { initializer } = this.#setup;
    const nobody = { slot: 0, stamp: 0 };
    try {
      if (initializer !== undefined) await (await resolveTarget(initializer.target))(...initializer.args);
      this.#put(nobody, ANSWER.READY, 0, undefined);
      return true;
    } catch (error) {
      this.#put(nobody, ANSWER.UNREADY, 0, encodedError(error));
      return false;
    }
  }

  async work(): Promise<void> {
    const { board } = this.#setup.channels;
    const { maxTasks } = this.#setup;
    for (let seen = 0; this.#done < maxTasks; ) {
      // The next task is often there, or comes soon; if not, the event loop gets its turn before this thread parks.
      let record = (this.#promised ? undefined : this.#take()) ?? this.#wait(SPIN_ONLY_MS);
      if (this.#done !== seen && (record === undefined || this.#isTimeForTurn())) {
        await nextTurn();
        seen = this.#done;
      }
      record ??= this.#wait(TURN_MS);
      const running = record && this.#run(record);
      if (running !== undefined) await kept(running);
      if (record !== undefined) continue;
      if (board.closing) return;
      await nextTurn();
    }
  }

  #wait(timeout: number): TaskRecord | undefined {
    this.#promised = false;
    return this.#taker.take(timeout);
  }

  /** Whether the tasks have come without a pause for so long that the event loop wants its turn. */
  #isTimeForTurn(): boolean {
    const time = performance.now();
    if (time - this.#turnedAt < TURN_MS) return false;
    this.#turnedAt = time;
    return true;
  }

  #take(): TaskRecord | undefined {
    const { urgent, plain, late } = this.#setup.channels;
    if (urgent.qsize() > 0) {
      const item = urgent.tryGet();
      if (item !== undefined) return item[1];
    }
    if (plain.qsize() > 0) {
      const record = plain.tryGet();
      if (record !== undefined) return record;
    }
    return late.qsize() > 0 ? late.tryGet()?.[1] : undefined;
  }

  #hasMore(): boolean {
    const { urgent, plain, late } = this.#setup.channels;
    return plain.qsize() > 0 || urgent.qsize() > 0 || late.qsize() > 0;
  }

  /** Runs a task; a promise if it has to be waited for. */
  #run(record: TaskRecord): Promise<void> | undefined {
    const { channels, worker } = this.#setup;
    if (!channels.board.claim(record.slot, record.stamp, worker)) return undefined;
    this.#done += 1;
    const began = this.#now();
    this.#isAsync = false;
    taskBegins(record);
    try {
      const call = this.#functions[record.target] ?? this.#find(record.target);
      const outcome =
        call instanceof Promise ? call.then((found) => this.#call(found, record)) : this.#call(call, record);
      if (!isThenable(outcome)) {
        this.#succeeded(record, began, outcome);
        return undefined;
      }
      this.#isAsync = true;
      return Promise.resolve(outcome).then(
        (value) => this.#succeeded(record, began, value),
        (error) => this.#failed(record, began, error),
      );
    } catch (error) {
      this.#failed(record, began, error);
      return undefined;
    }
  }

  async #find(number: number): Promise<Callable> {
    const texts = this.#setup.channels.board.newFunctions(this.#descriptions.length);
    for (const text of texts) this.#descriptions.push(JSON.parse(text));
    const found = await resolveTarget(this.#descriptions[number] as TargetDescription);
    this.#functions[number] = found;
    return found;
  }

  #call(call: Callable, record: TaskRecord): unknown {
    const args = this.#argsOf(record);
    switch (record.call & ~(CALL.ASK | CALL.NOTHING)) {
      case CALL.EACH:
        return callEach(args, (item) => call(item));
      case CALL.EACH_SPREAD:
        return callEach(args, (item) => call(...(item as unknown[])));
      default:
        return call(...args);
    }
  }

  #argsOf(record: TaskRecord): unknown[] {
    if ((record.call & CALL.NOTHING) !== 0) return [];
    if ((record.call & CALL.ASK) !== 0) return this.#askFor(record);
    const args = contentOf(record.args);
    if (args === undefined) throw new WeftError('ERR_WEFT_POOL_STATE', 'no arguments came');
    if ('error' in args) throw args.error;
    return args.value as unknown[];
  }

  /** Arguments that did not fit, or cannot be bytes: the owner sends them to whoever runs the task. */
  #askFor(record: TaskRecord): unknown[] {
    const { pipe, port } = this.#setup;
    this.#put(record, ANSWER.ASKS, this.#now(), undefined);
    const bytes = pipe.recvBytesSync();
    if (bytes.length > 0) return structured.decode(bytes, bytes.length) as unknown[];
    const message = port && receiveMessageOnPort(port);
    if (message === undefined) throw new WeftError('ERR_WEFT_POOL_STATE', 'the arguments were not posted');
    return posted(message.message) as unknown[];
  }

  #succeeded(record: TaskRecord, began: number, value: unknown): void {
    taskEnds();
    if (value === undefined) {
      this.#put(record, ANSWER.UNDEFINED, began, undefined);
      this.#finish(record);
      return;
    }
    try {
      if (isMoved(value)) this.#post(record, began, value, movedParts(value));
      else this.#send(record, began, value);
    } catch (error) {
      this.#failed(record, began, error);
    }
  }

  #send(record: TaskRecord, began: number, value: unknown): void {
    let bytes: Uint8Array;
    try {
      bytes = structured.encode(value, this.#setup.channels.board.scope);
    } catch (error) {
      // What only threads can share is no bytes, but can be posted; what cannot, says so.
      if (this.#setup.port === undefined) throw error;
      this.#post(record, began, value, []);
      return;
    }
    if (this.#setup.port !== undefined && holdsShared(bytes, value)) {
      this.#post(record, began, value, []);
      return;
    }
    this.#answer(record, began, bytes, ANSWER.VALUE, ANSWER.VALUE_PIPED);
  }

  #post(record: TaskRecord, began: number, value: unknown, parts: readonly unknown[]): void {
    const { port } = this.#setup;
    if (port === undefined) throw new WeftError('ERR_WEFT_ARGUMENT', 'only threads can move() results');
    port.postMessage(pack(value, 'thread'), parts as never);
    this.#put(record, ANSWER.VALUE_POSTED, began, undefined);
    this.#finish(record);
  }

  #failed(record: TaskRecord, began: number, error: unknown): void {
    taskEnds();
    const bytes = encodedError(error);
    this.#answer(record, began, bytes, ANSWER.ERROR, ANSWER.ERROR_PIPED);
  }

  #answer(record: TaskRecord, began: number, bytes: Uint8Array, inline: number, piped: number): void {
    const { pipe, mostBytes } = this.#setup;
    if (bytes.length <= mostBytes) this.#put(record, inline, began, bytes);
    else {
      const kept = bytes.slice();
      this.#put(record, piped, began, undefined);
      pipe.sendBytesSync(kept);
    }
    this.#finish(record);
  }

  /** The answer is out. Who is to be killed for this task does nothing any more: the next one would be killed with it. */
  #finish({ slot, stamp }: TaskRecord): void {
    const { channels, worker } = this.#setup;
    if (channels.board.finish(slot, stamp, worker)) return;
    this.#retract();
    waitForDeath();
  }

  /**
   * Whoever gets the answer may have the next task at once. It is to find this worker, and not to wake another one that
   * would come too late: so this one says before that it will be there.
   */
  #promise(): void {
    // After a task that was waited for others may have their turn first, for however long.
    if (this.#isAsync || this.#done >= this.#setup.maxTasks || this.#hasMore()) return;
    this.#promised = true;
    this.#taker.promise();
  }

  #retract(): void {
    if (!this.#promised) return;
    this.#promised = false;
    this.#taker.retract();
  }

  #put(
    task: Pick<TaskRecord, 'slot' | 'stamp'>,
    answer: number,
    began: number,
    value: Uint8Array | undefined,
  ): void {
    const { channels, worker } = this.#setup;
    const { slot, stamp } = task;
    const ran = answer === ANSWER.READY ? 0 : this.#now() - began;
    const record = { slot, stamp, answer, worker, began: began | 0, ran: ran | 0, value };
    if (LAST_ANSWERS.has(answer)) this.#promise();
    if (!channels.answers.tryPut(record)) {
      this.#retract();
      channels.answers.putSync(record);
    }
    channels.board.answered();
  }

  /** Microseconds since the pool was made. */
  #now(): number {
    return Math.trunc((performance.timeOrigin + performance.now() - this.#setup.epoch) * 1e3);
  }
}

function waitForDeath(): never {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) Atomics.wait(never, 0, 0);
}

function encodedError(error: unknown): Uint8Array {
  return structured.encode(encodeError(error, canBeBytes), 'process');
}

function canBeBytes(value: unknown): boolean {
  try {
    structured.encode(value, 'process');
    return true;
  } catch {
    return false;
  }
}

/** Calls for each item, one after the other; a promise only if a call gives one. */
function callEach(items: readonly unknown[], call: (item: unknown) => unknown): unknown {
  const results: unknown[] = [];
  for (const [i, item] of items.entries()) {
    const result = call(item);
    if (isThenable(result)) return callRest(items.slice(i + 1), call, results, result);
    results.push(result);
  }
  return results;
}

async function callRest(
  items: readonly unknown[],
  call: (item: unknown) => unknown,
  results: unknown[],
  pending: PromiseLike<unknown>,
): Promise<unknown[]> {
  results.push(await pending);
  for (const item of items) results.push(await call(item));
  return results;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/** A task may wait for what does not keep its thread alive: that does the pool. */
async function kept(running: Promise<void>): Promise<void> {
  hold();
  await running;
  letGo();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
