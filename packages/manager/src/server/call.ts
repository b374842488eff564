/** One call of a client: its arguments, checked as they are read, and its answer, now or later. */
import { ProtocolError } from '../errors.js';
import type { Item } from '../wire/reader.js';
import { type Bytes, LATER, type Result, type Stored } from './served-object.js';
import type { Session } from './session.js';

/** What becomes of a call that waits and is not to wait any longer. */
export interface Parked {
  /** The time is up: takes it out of the line. The answer; it may throw one, or let the call wait for something else. */
  timedOut(): Result | typeof LATER;
  /**
   * The client has given the call up, or is gone: takes it out of whatever line it stands in. The answer, if there is one
   * all the same; or it has to wait for something that cannot be given up.
   */
  withdraw(): Result | typeof LATER | undefined;
}

/** Timers of Node do not take more. */
const LONGEST_TIMEOUT_MS = 0x7fffffff;

export class Call {
  readonly session: Session;
  readonly id: number;
  readonly #items: readonly Item[];
  #parked: Parked | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param items the message: id, object, verb, arguments */
  constructor(session: Session, id: number, items: readonly Item[]) {
    this.session = session;
    this.id = id;
    this.#items = items;
  }

  /** How many arguments there are. */
  get count(): number {
    return this.#items.length - FIRST_ARGUMENT;
  }

  has(i: number): boolean {
    const item = this.#items[FIRST_ARGUMENT + i];
    return item !== undefined && item !== null;
  }

  integer(
    i: number,
    least: number = Number.MIN_SAFE_INTEGER,
    most: number = Number.MAX_SAFE_INTEGER,
  ): number {
    const item = this.#items[FIRST_ARGUMENT + i];
    if (typeof item === 'number' && Number.isInteger(item) && item >= least && item <= most) return item;
    throw this.#wrong(i, `an integer from ${least} to ${most}`);
  }

  number(i: number): number {
    const item = this.#items[FIRST_ARGUMENT + i];
    if (typeof item === 'number') return item;
    throw this.#wrong(i, 'a number');
  }

  flag(i: number): boolean {
    const item = this.#items[FIRST_ARGUMENT + i];
    if (typeof item === 'boolean') return item;
    throw this.#wrong(i, 'true or false');
  }

  bytes(i: number): Bytes {
    const item = this.#items[FIRST_ARGUMENT + i];
    if (typeof item === 'string') return item;
    throw this.#wrong(i, 'bytes');
  }

  /** A value: bytes, or bytes and the ids of the objects in it. */
  value(i: number): Stored {
    return storedOf(this.#items[FIRST_ARGUMENT + i]) ?? this.#refuse(i);
  }

  /** All arguments from `i` on, which are values. */
  values(i: number): Stored[] {
    const values: Stored[] = [];
    for (let at = i; at < this.count; at += 1) values.push(this.value(at));
    return values;
  }

  /** Milliseconds, `Infinity` for no limit. */
  timeout(i: number): number {
    if (!this.has(i)) return Number.POSITIVE_INFINITY;
    const timeout = this.number(i);
    if (timeout >= 0) return timeout;
    throw this.#wrong(i, 'milliseconds');
  }

  /** Answers. */
  reply(result: Result): void {
    this.#unpark();
    this.session.reply(this.id, result);
  }

  fail(error: unknown): void {
    this.#unpark();
    this.session.fail(this.id, error);
  }

  /**
   * Lets the call wait, `timeout` milliseconds at most: 0 is over at once. Whoever ends the wait calls `reply` or `fail`.
   */
  park(timeout: number, parked: Parked): Result | typeof LATER {
    if (timeout === 0) return parked.timedOut();
    clearTimeout(this.#timer);
    this.#parked = parked;
    this.session.waiting.set(this.id, this);
    if (timeout <= LONGEST_TIMEOUT_MS) this.#timer = setTimeout(() => this.#timedOut(parked), timeout);
    return LATER;
  }

  /**
   * Answers once a promise is settled. The call counts as waiting until then.
   *
   * @param given called if the client gives the call up
   */
  follow<T>(promise: Promise<T>, answer: (value: T) => Result, given?: () => void): typeof LATER {
    this.park(Number.POSITIVE_INFINITY, {
      timedOut: () => LATER,
      withdraw() {
        given?.();
        return undefined;
      },
    });
    promise.then(
      (value) => {
        // Given up meanwhile: that was answered.
        if (this.#parked === undefined) return;
        try {
          this.reply(answer(value));
        } catch (error) {
          this.fail(error);
        }
      },
      (error) => {
        if (this.#parked !== undefined) this.fail(error);
      },
    );
    return LATER;
  }

  /** Ends the wait without having got anything. @returns the answer, if there is one all the same */
  withdraw(): Result | typeof LATER | undefined {
    const parked = this.#parked;
    this.#unpark();
    return parked?.withdraw();
  }

  #timedOut(parked: Parked): void {
    this.#unpark();
    try {
      const result = parked.timedOut();
      if (result !== LATER) this.reply(result);
    } catch (error) {
      this.fail(error);
    }
  }

  #unpark(): void {
    if (this.#parked === undefined) return;
    this.#parked = undefined;
    clearTimeout(this.#timer);
    this.session.waiting.delete(this.id);
  }

  #wrong(i: number, wanted: string): ProtocolError {
    return new ProtocolError(`argument ${i} of ${String(this.#items[2])} must be ${wanted}`);
  }

  #refuse(i: number): never {
    throw this.#wrong(i, 'a value');
  }
}

const FIRST_ARGUMENT = 3;

function storedOf(item: Item | undefined): Stored | undefined {
  if (typeof item === 'string') return item;
  if (!Array.isArray(item)) return undefined;
  const [bytes, ...ids] = item;
  const isHeld = typeof bytes === 'string' && ids.length > 0 && ids.every((id) => Number.isSafeInteger(id));
  return isHeld ? { bytes, ids: ids as number[] } : undefined;
}
