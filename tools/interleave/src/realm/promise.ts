/** Promises: what the language says of them, with jobs of the thread's own. */
import { type Context, currentContext } from './context.js';
import { offer } from './intrinsics.js';
import { queueIn, queueMicrotask } from './jobs.js';

type Settle = (value: unknown) => void;
type Callback = (value: unknown) => unknown;

interface Reaction {
  readonly fulfilled: Callback | undefined;
  readonly rejected: Callback | undefined;
  /** Of who asked for it. */
  readonly context: Context;
  /** The promise that `then` gave; none if nobody has it. */
  readonly derived: Deferred | undefined;
}

interface Deferred {
  readonly promise: VirtualPromise;
  readonly resolve: Settle;
  readonly reject: Settle;
}

/** Rejected, and nobody has asked yet. */
const unheard = new Set<VirtualPromise>();

class VirtualPromise {
  #state: 'pending' | 'fulfilled' | 'rejected' = 'pending';
  #value: unknown;
  #reactions: readonly Reaction[] = [];

  constructor(executor: (resolve: Settle, reject: Settle) => void) {
    const { resolve, reject } = settlersOf(this);
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  then(fulfilled?: unknown, rejected?: unknown): VirtualPromise {
    const derived = defer();
    this.react({
      fulfilled: callable(fulfilled),
      rejected: callable(rejected),
      context: currentContext(),
      derived,
    });
    return derived.promise;
  }

  catch(rejected?: unknown): VirtualPromise {
    return this.then(undefined, rejected);
  }

  finally(callback?: unknown): VirtualPromise {
    const run = callable(callback) as (() => unknown) | undefined;
    if (run === undefined) return this.then();
    return this.then(
      async (value: unknown) => {
        await run();
        return value;
      },
      async (reason: unknown) => {
        await run();
        throw reason;
      },
    );
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  /** Runs a reaction once it is settled, in a job. */
  react(reaction: Reaction): void {
    if (this.#state === 'rejected') unheard.delete(this);
    if (this.#state === 'pending') this.#reactions = [...this.#reactions, reaction];
    else this.#run(reaction);
  }

  settle(state: 'fulfilled' | 'rejected', value: unknown): void {
    const reactions = this.#reactions;
    this.#state = state;
    this.#value = value;
    this.#reactions = [];
    if (state === 'rejected' && reactions.length === 0) unheard.add(this);
    for (const reaction of reactions) this.#run(reaction);
  }

  get reason(): unknown {
    return this.#value;
  }

  #run({ fulfilled, rejected, context, derived }: Reaction): void {
    const isFulfilled = this.#state === 'fulfilled';
    const value = this.#value;
    const callback = isFulfilled ? fulfilled : rejected;
    queueIn(context, () => {
      if (callback === undefined) {
        if (isFulfilled) derived?.resolve(value);
        else derived?.reject(value);
        return;
      }
      try {
        const outcome = callback(value);
        derived?.resolve(outcome);
      } catch (error) {
        derived?.reject(error);
      }
    });
  }

  static resolve(value?: unknown): VirtualPromise {
    if (value instanceof VirtualPromise) return value;
    const { promise, resolve } = defer();
    resolve(value);
    return promise;
  }

  static reject(reason?: unknown): VirtualPromise {
    const { promise, reject } = defer();
    reject(reason);
    return promise;
  }

  static withResolvers(): Deferred {
    return defer();
  }

  static all(values: Iterable<unknown>): VirtualPromise {
    return gather(values, (value) => value, undefined);
  }

  static allSettled(values: Iterable<unknown>): VirtualPromise {
    return gather(
      values,
      (value) => ({ status: 'fulfilled', value }),
      (reason) => ({ status: 'rejected', reason }),
    );
  }

  static race(values: Iterable<unknown>): VirtualPromise {
    const { promise, resolve, reject } = defer();
    for (const value of values) VirtualPromise.resolve(value).then(resolve, reject);
    return promise;
  }

  static any(values: Iterable<unknown>): VirtualPromise {
    const { promise, resolve, reject } = defer();
    const count = { left: 0 };
    const errors: unknown[] = [];
    for (const value of values) {
      const at = count.left;
      count.left += 1;
      VirtualPromise.resolve(value).then(resolve, (reason: unknown) => {
        errors[at] = reason;
        count.left -= 1;
        if (count.left === 0) reject(new AggregateError(errors, 'All promises were rejected'));
      });
    }
    if (count.left === 0) reject(new AggregateError(errors, 'All promises were rejected'));
    return promise;
  }
}

function callable(value: unknown): Callback | undefined {
  return typeof value === 'function' ? (value as Callback) : undefined;
}

/** The two functions that settle a promise: only the first call of either counts. */
function settlersOf(promise: VirtualPromise): { resolve: Settle; reject: Settle } {
  const called = { yet: false };
  return {
    resolve: (value) => {
      if (called.yet) return;
      called.yet = true;
      resolveWith(promise, value);
    },
    reject: (reason) => {
      if (called.yet) return;
      called.yet = true;
      promise.settle('rejected', reason);
    },
  };
}

function resolveWith(promise: VirtualPromise, value: unknown): void {
  if (value === promise) {
    promise.settle('rejected', new TypeError('a promise cannot be resolved with itself'));
    return;
  }
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
    promise.settle('fulfilled', value);
    return;
  }
  let then: unknown;
  try {
    ({ then } = value as { then?: unknown });
  } catch (error) {
    promise.settle('rejected', error);
    return;
  }
  if (typeof then !== 'function') promise.settle('fulfilled', value);
  else follow(promise, value, then as (resolve: Settle, reject: Settle) => void);
}

/** Settles a promise as another one is, which is asked in a job. */
function follow(
  promise: VirtualPromise,
  other: unknown,
  then: (resolve: Settle, reject: Settle) => void,
): void {
  queueMicrotask(() => {
    const { resolve, reject } = settlersOf(promise);
    try {
      then.call(other, resolve, reject);
    } catch (error) {
      reject(error);
    }
  });
}

function defer(): Deferred {
  const settlers: { resolve: Settle; reject: Settle }[] = [];
  const promise = new VirtualPromise((resolve, reject) => {
    settlers.push({ resolve, reject });
  });
  return { promise, ...(settlers[0] as { resolve: Settle; reject: Settle }) };
}

function gather(
  values: Iterable<unknown>,
  fulfilled: (value: unknown) => unknown,
  rejected: ((reason: unknown) => unknown) | undefined,
): VirtualPromise {
  const { promise, resolve, reject } = defer();
  const results: unknown[] = [];
  const count = { begun: 0, left: 1 };
  const take = (at: number, result: unknown) => {
    results[at] = result;
    count.left -= 1;
    if (count.left === 0) resolve(results);
  };
  for (const value of values) {
    const at = count.begun;
    count.begun += 1;
    count.left += 1;
    VirtualPromise.resolve(value).then(
      (result: unknown) => take(at, fulfilled(result)),
      rejected === undefined ? reject : (reason: unknown) => take(at, rejected(reason)),
    );
  }
  count.left -= 1;
  if (count.left === 0) resolve(results);
  return promise;
}

/** Calls one of them, in a job, once the value is settled: what `await` does. */
function whenSettled(value: unknown, fulfilled: Callback, rejected: Callback): void {
  VirtualPromise.resolve(value).react({ fulfilled, rejected, context: currentContext(), derived: undefined });
}

/** As runtimes do once all jobs are done: a rejection that nobody has asked about is an error. */
export function throwUnheard(): void {
  for (const promise of unheard) throw promise.reason;
}

offer('defer', defer);
offer('whenSettled', whenSettled);

export { VirtualPromise as Promise };
