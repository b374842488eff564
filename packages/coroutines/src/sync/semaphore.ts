import { checkInteger } from '../checks.js';
import { ArgumentError, SemaphoreOverflowError } from '../errors.js';
import { failLate } from '../waiting/late.js';
import { Line } from '../waiting/line.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';

export interface AcquireOptions extends WaitOptions {
  /** How many permits to take at once. Default: 1. */
  readonly count?: number | undefined;
}

/** The right to give back what was acquired, once. */
export interface Permit {
  /** Gives it back; a second call does nothing. */
  release(): void;
  /** The same, for `using permit = await semaphore.acquire()`. */
  [Symbol.dispose](): void;
}

const lateAcquire = failLate('Semaphore.acquire');
const lateWait = (wait: Waiting<boolean>) => wait.settle(false);

/**
 * At most so many at once. First come, first served: who wants many permits is not overtaken by those who want few.
 * Permits of a task that ends without giving them back are lost: declare them with `using`.
 */
export class Semaphore {
  readonly #line: Line;
  readonly #watchers = new Line();
  #value: number;

  /** @param value how many permits there are at first @throws ArgumentError */
  constructor(value = 1) {
    this.#value = checkInteger('value', value, 0);
    this.#line = new Line(
      (permit) => (permit as Permit).release(),
      () => this.#serve(),
    );
  }

  /** How many permits are left now. */
  get value(): number {
    return this.#value;
  }

  /** Whether nobody could acquire a permit now. */
  locked(): boolean {
    return this.#value === 0 || this.#line.size > 0;
  }

  /**
   * Takes permits, and waits until there are enough of them.
   *
   * @throws TimeoutError; ArgumentError; the signal's reason
   */
  acquire(options: AcquireOptions = {}): Wait<Permit> {
    const count = checkInteger('count', options.count ?? 1, 1);
    this.checkCount(count);
    const wait = new Waiting<Permit>(options);
    if (!wait.pending) return wait;
    wait.load = count;
    // Before it is granted: a permit that is never received comes back.
    wait.waitFor(this.#line);
    if (this.#line.size === 0 && this.#value >= count) {
      this.#grant(wait);
      return wait;
    }
    this.#line.push(wait);
    return wait.waitFor(this.#line, options, lateAcquire);
  }

  /** Takes permits if they are there and nobody waits for them; never waits. @throws ArgumentError */
  tryAcquire(count = 1): Permit | undefined {
    this.checkCount(checkInteger('count', count, 1));
    if (this.#line.size > 0 || this.#value < count) return undefined;
    this.#value -= count;
    return new SemaphorePermit(this, count);
  }

  /** Gives permits back, whoever has acquired them. @throws ArgumentError */
  release(count = 1): void {
    this.#value += checkInteger('count', count, 1);
    this.#serve();
  }

  /** Acquires, calls `fn`, and releases when what it returns is over. @throws what `acquire` and `fn` throw */
  async run<T>(fn: () => PromiseLike<T> | T, options?: AcquireOptions): Promise<T> {
    const permit = await this.acquire(options);
    try {
      return await fn();
    } finally {
      permit.release();
    }
  }

  /**
   * Waits until a permit could be acquired, and takes none: others may be faster.
   *
   * @returns `true`, or `false` if the timeout came first
   * @throws ArgumentError; the signal's reason
   */
  wait(options?: WaitOptions): Wait<boolean> {
    const wait = new Waiting<boolean>(options);
    if (!this.locked()) wait.settle(true);
    if (!wait.pending) return wait;
    this.#watchers.push(wait);
    return wait.waitFor(this.#watchers, options, lateWait);
  }

  /** Whether so many permits may ever be had. @internal */
  checkCount(_count: number): void {}

  #serve(): void {
    for (let { first } = this.#line; first !== undefined; first = this.#line.first) {
      if (this.#value < (first.load as number)) break;
      this.#line.shift();
      this.#grant(first as Waiting<Permit>);
    }
    while (this.#watchers.size > 0 && !this.locked()) this.#watchers.shift()?.settle(true);
  }

  #grant(wait: Waiting<Permit>): void {
    const count = wait.load as number;
    this.#value -= count;
    wait.settle(new SemaphorePermit(this, count));
  }
}

/** A semaphore that notices when more is given back than was taken. */
export class BoundedSemaphore extends Semaphore {
  readonly #bound: number;

  constructor(value = 1) {
    super(value);
    this.#bound = value;
  }

  /** @throws SemaphoreOverflowError if there would be more permits than at first; nothing is given back then */
  override release(count = 1): void {
    if (this.value + checkInteger('count', count, 1) > this.#bound) {
      throw new SemaphoreOverflowError(
        `more is released than was acquired: there are ${this.#bound} permits`,
      );
    }
    super.release(count);
  }

  /** @internal */
  override checkCount(count: number): void {
    if (count <= this.#bound) return;
    throw new ArgumentError(`count is ${count}, but there will never be more than ${this.#bound} permits`);
  }
}

class SemaphorePermit implements Permit {
  #semaphore: Semaphore | undefined;
  readonly #count: number;

  constructor(semaphore: Semaphore, count: number) {
    this.#semaphore = semaphore;
    this.#count = count;
  }

  release(): void {
    const semaphore = this.#semaphore;
    this.#semaphore = undefined;
    semaphore?.release(this.#count);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
