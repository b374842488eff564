/** The owner's side of the queues: puts tasks in, takes answers out, and gives tasks up. */
import { TimeoutError } from '@weft/atomics';
import { hold, letGo } from '@weft/atomics/kit';
import { Alarm } from '../alarm.js';
import { decodeError } from '../transfer/decode-error.js';
import type { EncodedError } from '../transfer/encode-error.js';
import type { Channels, Equipment } from './channels.js';
import { WorkerDiedError } from './errors.js';
import { Histogram } from './histogram.js';
import { ANSWER, CALL } from './layout.js';
import { Line } from './line.js';
import type { Arguments, PendingTask } from './pending.js';
import { type AnswerRecord, contentOf, type Decoded, type TaskRecord } from './records.js';
import { Slots } from './slots.js';

/** What the desk needs of the workers. */
export interface Workers {
  ready(worker: number): void;
  unready(worker: number, error: unknown): void;
  /** Sends a task's arguments to the worker that asks for them. */
  deliver(worker: number, task: PendingTask): void;
  /** Calls back with what the worker sends through its pipe, or through its port. */
  receive(worker: number, posted: boolean, arrived: (value: Decoded) => void): void;
  kill(worker: number): void;
}

/** What the desk tells. */
export interface DeskEvents {
  /** Nothing is pending any more. */
  idle(): void;
  /** A worker had begun that task, which is over. */
  over(task: PendingTask): void;
}

/** The queues of tasks, and where tasks wait for room in them. */
export type Lane = 'urgent' | 'plain' | 'late';
export const LANES: readonly Lane[] = ['urgent', 'plain', 'late'];

/** The most answers that are taken at a time. */
const BATCH = 256;

export class Desk {
  readonly channels: Channels;
  /** How long tasks waited, and ran. */
  readonly waits: Histogram = new Histogram();
  readonly runs: Histogram = new Histogram();
  completed = 0;
  failed = 0;
  givenUp = 0;
  readonly #workers: Workers;
  readonly #slots: Slots;
  readonly #backlog: Readonly<Record<Lane, Line<PendingTask>>> = {
    urgent: new Line(),
    plain: new Line(),
    late: new Line(),
  };
  readonly #epoch: number;
  readonly #events: DeskEvents;
  #pending = 0;
  #order = 0;

  constructor({ channels, tasks }: Equipment, epoch: number, workers: Workers, events: DeskEvents) {
    this.channels = channels;
    this.#slots = new Slots(tasks);
    this.#epoch = epoch;
    this.#workers = workers;
    this.#events = events;
  }

  /** Tasks that are queued or run, also those that were given up while they run. */
  get pending(): number {
    return this.#pending;
  }

  /** Microseconds since the pool was made. */
  now(): number {
    return Math.trunc((performance.timeOrigin + performance.now() - this.#epoch) * 1e3);
  }

  submit(task: PendingTask): void {
    const { signal, timeout } = task.options;
    this.#count(1);
    const lane = laneOf(task);
    if (this.#backlog[lane].length > 0 || !this.#place(task, lane)) {
      // The bytes stand where the next value is encoded.
      if (task.args.how === 'inline') task.args = { how: 'inline', bytes: task.args.bytes.slice() };
      this.#backlog[lane].push(task);
    }
    if (signal !== undefined || timeout !== undefined) this.#limit(task);
  }

  /** Takes all answers that are there; whether there were any. */
  drain(): boolean {
    const { answers } = this.channels;
    if (answers.qsize() === 0) return false;
    while (answers.qsize() > 0) for (const record of answers.getManySync(BATCH)) this.#answered(record);
    this.#refill();
    return true;
  }

  /** Nobody needs the answer of this task any more. */
  giveUp(task: PendingTask, reason: unknown): void {
    if (task.settled) return;
    this.givenUp += 1;
    task.reject(reason);
    const { board } = this.channels;
    const { slot, stamp } = task;
    if (slot < 0) return;
    if (board.cancel(slot, stamp)) {
      this.#finish(task);
      this.#refill();
      return;
    }
    const worker = board.workerOf(slot);
    if (worker === undefined) return;
    board.abort(slot, worker);
    const { killAfter = Number.POSITIVE_INFINITY } = task.options;
    const kill = () => {
      if (this.#slots.at(slot, stamp) === task && board.doom(slot, stamp)) this.#workers.kill(worker);
    };
    // The task holds the event loop for as long as it runs.
    new Alarm(killAfter, kill).unref();
  }

  /** A worker is gone: what it had in its hands fails. */
  workerDied(worker: number, why: unknown): void {
    this.drain();
    for (const task of this.#slots.all()) {
      if (this.channels.board.workerOf(task.slot) !== worker) continue;
      this.#events.over(task);
      this.#lost(task, why);
    }
    this.channels.board.forget(worker);
    this.#refill();
  }

  /** All that is pending fails. */
  failAll(makeError: () => unknown): void {
    for (const task of this.#slots.all()) {
      task.reject(makeError());
      this.#finish(task);
    }
    for (const lane of LANES) {
      for (let task = this.#backlog[lane].shift(); task !== undefined; task = this.#backlog[lane].shift()) {
        task.reject(makeError());
        this.#count(-1);
      }
    }
  }

  /** Tasks that nobody has begun. */
  queued(): PendingTask[] {
    const { board } = this.channels;
    return Array.from(this.#slots.all()).filter(({ slot }) => board.isQueued(slot));
  }

  /** Tasks that wait for room in the queues. */
  get waiting(): number {
    return LANES.reduce((sum, lane) => sum + this.#backlog[lane].length, 0);
  }

  /** A task that somebody took out of its queue and never began. */
  stranded(task: PendingTask, why: unknown): void {
    if (task.slot >= 0 && this.channels.board.cancel(task.slot, task.stamp)) this.#lost(task, why);
    this.#refill();
  }

  #lost(task: PendingTask, why: unknown): void {
    const what = `the worker died that had the task ${task.title}: whether it was done cannot be known`;
    this.#fail(task, new WorkerDiedError(what, { cause: why }));
    this.#finish(task);
  }

  #place(task: PendingTask, lane: Lane): boolean {
    const { board, plain } = this.channels;
    if (!this.#slots.take(task)) return false;
    board.enqueue(task.slot, task.stamp);
    this.#order += 1;
    task.order = this.#order;
    const record = recordOf(task);
    const isIn =
      lane === 'plain' ? plain.tryPut(record) : this.channels[lane].tryPut([task.priority, record]);
    if (!isIn) {
      this.#slots.release(task);
      return false;
    }
    // The bytes are in the queue: many small arrays that live for long are what collecting garbage takes longest for.
    if (task.args.how === 'inline') task.args = PLACED;
    board.wakeOne();
    return true;
  }

  #refill(): void {
    for (const lane of LANES) {
      const backlog = this.#backlog[lane];
      for (let task = backlog.peek(); task !== undefined; task = backlog.peek()) {
        if (task.settled) this.#count(-1);
        else if (!this.#place(task, lane)) break;
        backlog.shift();
      }
    }
  }

  #limit(task: PendingTask): void {
    const { signal, timeout } = task.options;
    const aborted = () => this.giveUp(task, signal?.reason);
    signal?.addEventListener('abort', aborted, { once: true });
    const expired = () =>
      this.giveUp(task, new TimeoutError(`the task ${task.title} was not done within the timeout`));
    const alarm = new Alarm(timeout ?? Number.POSITIVE_INFINITY, expired);
    task.cleanUp = () => {
      signal?.removeEventListener('abort', aborted);
      alarm.stop();
    };
  }

  #answered(record: AnswerRecord): void {
    const { answer, worker } = record;
    if (answer === ANSWER.READY) {
      this.#workers.ready(worker);
      return;
    }
    if (answer === ANSWER.UNREADY) {
      this.#workers.unready(worker, errorIn(contentOf(record.value)));
      return;
    }
    const task = this.#slots.at(record.slot, record.stamp);
    if (answer === ANSWER.ASKS) {
      if (task !== undefined) this.#workers.deliver(worker, task);
      return;
    }
    if (answer === ANSWER.VALUE || answer === ANSWER.UNDEFINED || answer === ANSWER.ERROR) {
      if (task !== undefined) this.#settle(task, record, contentOf(record.value));
      return;
    }
    // What comes another way is taken from there, even if nobody wants it any more.
    this.#workers.receive(worker, answer === ANSWER.VALUE_POSTED, (value) => {
      if (task !== undefined && task.slot >= 0) this.#settle(task, record, value);
    });
  }

  #settle(task: PendingTask, { answer, began, ran }: AnswerRecord, value: Decoded | undefined): void {
    this.waits.record((began - task.submitted) >>> 0);
    this.runs.record(ran);
    this.#events.over(task);
    if (value !== undefined && 'error' in value) this.#fail(task, value.error);
    else if (answer === ANSWER.ERROR || answer === ANSWER.ERROR_PIPED) this.#fail(task, errorIn(value));
    else {
      if (!task.settled) this.completed += 1;
      task.resolve(value?.value);
    }
    this.#finish(task);
  }

  #fail(task: PendingTask, error: unknown): void {
    if (!task.settled) this.failed += 1;
    task.reject(error);
  }

  #finish(task: PendingTask): void {
    this.#slots.release(task);
    this.#count(-1);
  }

  #count(change: number): void {
    if (this.#pending === 0) hold();
    this.#pending += change;
    if (this.#pending > 0) return;
    letGo();
    this.#events.idle();
  }
}

/** Arguments that are on their way. */
const PLACED: Arguments = { how: 'none' };

export function laneOf({ priority }: PendingTask): Lane {
  if (priority === 0) return 'plain';
  return priority < 0 ? 'urgent' : 'late';
}

function recordOf({ slot, stamp, target, call, args }: PendingTask): TaskRecord {
  if (args.how === 'inline') return { slot, stamp, target, call, args: args.bytes };
  return {
    slot,
    stamp,
    target,
    call: call | (args.how === 'none' ? CALL.NOTHING : CALL.ASK),
    args: undefined,
  };
}

function errorIn(value: Decoded | undefined): unknown {
  if (value === undefined || 'error' in value) return value?.error;
  return decodeError(value.value as EncodedError);
}
