import { ArgumentError, TimeoutError } from '@weft/atomics';
import { checkInteger, checkOptions, checkWait, deadlineAfter, now, shown } from '@weft/atomics/kit';
import {
  QueueEmptyError,
  QueueFullError,
  ShutDownError,
  type ShutDownOptions,
  TaskDoneError,
} from '@weft/shared-queue';
import type { WaitOptions } from '../../containers/managed-object.js';
import { checkRanked, itemsOf, type ManagedQueue } from '../../containers/queues.js';
import { ConnectionLostError } from '../../errors.js';
import { decodeValue, encodeValue } from '../../values.js';
import { bytesOf, listOf, nothing, numberOf, type Reply } from '../connection/replies.js';
import { type Origin, RedisObject } from '../redis-object.js';
import {
  GET,
  JOIN,
  LOOK_AT_ITEMS,
  PUT,
  PUT_BACK,
  QUEUE,
  RECEIVED,
  SERIAL_DIGITS,
  SHUT_DOWN,
  TASK_DONE,
} from '../scripts/queue.js';
import { type Answer, UNANSWERED } from '../waiting/answer.js';
import { Room } from '../waiting/room.js';
import { type Outcome, TIMED_OUT, waitFor } from '../waiting/wait.js';

type Kind = ManagedQueue['kind'];

/** When an item is done with as far as the queue is concerned, so that it does not come back if its taker dies. */
export type Acknowledgement = 'taskDone' | 'receipt';

const SHUT = 'shut';
const SPACE = 0x20;

/**
 * Fair: whoever puts or gets first goes first.
 *
 * An item that was taken stays in its taker's hands until that client calls `taskDone`, the items that it took first going first
 * (or, with `acknowledge: 'receipt'`, until it has arrived). If the client ends or its lease does, what is in its hands comes back
 * in front of all other items. So each item is delivered at least once, and once only if no taker of it dies.
 */
export class RedisQueue<T> extends RedisObject<Kind> implements ManagedQueue<T> {
  readonly #room: Room;

  /** Facts: the most items, and when they are acknowledged. */
  constructor(origin: Origin<Kind>) {
    super(origin);
    this.#room = Room.of(origin.client, origin.id, QUEUE);
  }

  get maxsize(): number {
    return Number(this.handle.facts.split(' ')[0]);
  }

  async put(item: T, options?: WaitOptions): Promise<void> {
    if (!(await this.#put(this.#stored(item), options))) throw full();
  }

  tryPut(item: T): Promise<boolean> {
    return this.#tryPut(item);
  }

  async putNowait(item: T): Promise<void> {
    if (!(await this.#tryPut(item))) throw new QueueFullError('the queue is full');
  }

  async putMany(items: Iterable<T>, options?: WaitOptions): Promise<number> {
    const deadline = deadlineAfter(checkWait(options));
    options?.signal?.throwIfAborted();
    const all = Array.from(items, (item) => this.#stored(item));
    let put = 0;
    while (put < all.length) {
      try {
        put += await this.#putNow(all.slice(put, put + MOST_AT_ONCE));
        if (put === all.length) break;
        // There is no room: the first of the others waits for some.
        const timeout = Math.max(0, deadline - now());
        if (!(await this.#put(all[put] as Uint8Array, { ...options, timeout }))) throw full();
        put += 1;
      } catch (error) {
        if (put === 0) throw error;
        return put;
      }
    }
    return put;
  }

  async get(options?: WaitOptions): Promise<T> {
    return (await this.getMany(1, options))[0] as T;
  }

  async tryGet(): Promise<T | undefined> {
    return (await this.#take(1, { timeout: 0 }))[0];
  }

  async getNowait(): Promise<T> {
    const items = await this.#take(1, { timeout: 0 });
    if (items.length === 0) throw new QueueEmptyError('the queue is empty');
    return items[0] as T;
  }

  async getMany(max: number, options?: WaitOptions): Promise<T[]> {
    checkInteger('max', max, 1, Number.MAX_SAFE_INTEGER);
    const items = await this.#take(max, options);
    if (items.length === 0) throw new TimeoutError('the queue was empty all the time');
    return items;
  }

  async taskDone(count: number = 1): Promise<void> {
    checkInteger('count', count, 1, 0x7fffffff);
    this.check();
    const places = this.#room.oldest(count);
    for (const place of places) this.#room.dispossess(place);
    const lost = await this.#room.run(TASK_DONE, [count, ...places], numberOf);
    if (lost < 0) {
      for (const place of places) this.#room.possess(place);
      throw new TaskDoneError(
        `${count} items were said to be done, but there are not so many that are not done yet`,
      );
    }
    if (lost === 0) return;
    throw new ConnectionLostError(
      `${lost} of ${count} items were taken back when the lease of this client ended: others work on them, or have done so`,
    );
  }

  async join(options?: WaitOptions): Promise<void> {
    this.check();
    const outcome = await waitFor(
      this.#room,
      {
        ask: (ticket, waits) =>
          this.#room.run(JOIN, [ticket, Number(waits)], (reply) => (reply === 1 ? true : UNANSWERED)),
        look: (ticket) => this.#room.look(ticket, () => true),
      },
      options,
    );
    if (outcome === TIMED_OUT) throw new TimeoutError('not all items were done in time');
  }

  qsize(): Promise<number> {
    return this.ask(this.#isRanked ? 'ZCARD' : 'LLEN', 'content', [], numberOf);
  }

  async empty(): Promise<boolean> {
    return (await this.qsize()) === 0;
  }

  async full(): Promise<boolean> {
    return this.maxsize > 0 && (await this.qsize()) >= this.maxsize;
  }

  async shutdown(options: ShutDownOptions = {}): Promise<T[]> {
    checkOptions('options', options);
    const { immediate = false } = options;
    if (typeof immediate !== 'boolean') {
      throw new ArgumentError(`immediate must be true or false, got ${shown(immediate)}`);
    }
    this.check();
    return this.#room.run(SHUT_DOWN, [Number(immediate)], (reply) => this.#itemsIn(listOf(reply)));
  }

  isShutDown(): Promise<boolean> {
    return this.ask('HEXISTS', 'state', ['shut'], (reply) => reply === 1);
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    return itemsOf(this);
  }

  get #isRanked(): boolean {
    return this.kind === 'priorityQueue';
  }

  /** The item as it is stored; with its priority in front of it, if it has one. @throws ArgumentError, CodecError */
  #stored(item: T): Uint8Array {
    const bytes = encodeValue(item);
    if (!this.#isRanked) return bytes;
    checkRanked(item);
    return Buffer.concat([Buffer.from(`${item[0]} `), bytes]);
  }

  #itemsIn(stored: readonly Reply[]): T[] {
    return stored.map((each) => {
      const bytes = bytesOf(each);
      return decodeValue(
        this.#isRanked ? bytes.subarray(bytes.indexOf(SPACE) + 1 + SERIAL_DIGITS) : bytes,
      ) as T;
    });
  }

  /** Puts what there is room for now; how much. */
  async #putNow(stored: readonly Uint8Array[]): Promise<number> {
    this.check();
    return this.#room.run(PUT, ['', 0, ...stored], (reply) => {
      const answer = putIn(reply);
      return answer === UNANSWERED ? 0 : answer;
    });
  }

  async #tryPut(item: T): Promise<boolean> {
    return (await this.#putNow([this.#stored(item)])) === 1;
  }

  /** Whether it was put in time. */
  async #put(stored: Uint8Array, options: WaitOptions | undefined): Promise<boolean> {
    this.check();
    const outcome = await waitFor(
      this.#room,
      {
        ask: (ticket, waits) => this.#room.run(PUT, [ticket, Number(waits), stored], putIn),
        look: (ticket) =>
          this.#room.look(ticket, (text) => {
            if (text === SHUT) throw shutDown();
            return 1;
          }),
      },
      options,
    );
    return outcome !== TIMED_OUT;
  }

  async #take(max: number, options: WaitOptions | undefined): Promise<T[]> {
    this.check();
    const outcome = await waitFor<Reply[]>(
      this.#room,
      {
        ask: (ticket, waits) => this.#room.run(GET, [ticket, max, Number(waits)], takenIn),
        look: (ticket) => this.#room.run(LOOK_AT_ITEMS, [ticket], takenIn),
        undo: (ticket) => this.#room.run(PUT_BACK, [ticket], nothing),
      },
      options,
    );
    return outcome === TIMED_OUT ? [] : this.#received(outcome);
  }

  #received({ ticket, result }: Outcome<Reply[]>): T[] {
    if (this.#acknowledgement === 'receipt') {
      // It may be carried out any time until the lease ends, and is sent again if it is lost.
      this.#room.run(RECEIVED, [ticket, result.length], nothing).catch(nothing);
    } else for (const i of result.keys()) this.#room.possess(`${ticket}:${i + 1}`);
    return this.#itemsIn(result);
  }

  get #acknowledgement(): Acknowledgement {
    return this.handle.facts.split(' ')[1] as Acknowledgement;
  }
}

/** How many items `putMany` sends at once: a script holds up all other clients. */
const MOST_AT_ONCE = 1000;

/** What `PUT` answers. @throws ShutDownError */
function putIn(reply: Reply): Answer<number> {
  if (reply instanceof Buffer) throw shutDown();
  return reply === null || reply === 0 ? UNANSWERED : numberOf(reply);
}

/** What `GET` and `LOOK_AT_ITEMS` answer. @throws ShutDownError */
function takenIn(reply: Reply): Answer<Reply[]> {
  if (reply instanceof Buffer) throw shutDown();
  return Array.isArray(reply) ? reply : UNANSWERED;
}

function shutDown(): ShutDownError {
  return new ShutDownError('the queue was shut down');
}

function full(): TimeoutError {
  return new TimeoutError('the queue was full all the time');
}
