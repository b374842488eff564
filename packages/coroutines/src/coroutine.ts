/** Coroutines made of generators, with the rules of Python's generators (PEP 342, 380 and 479). */
import { checkFunction } from './checks.js';
import { CoroutineError, StopIteration } from './errors.js';

/** As Python's `inspect.getgeneratorstate` has them: not begun, waiting at a `yield`, running, over. */
export type CoroutineState = 'created' | 'suspended' | 'running' | 'closed';

type Move = 'next' | 'throw' | 'return';

/**
 * A generator that values are sent into. Everything happens in the caller's stack: nothing here is asynchronous and
 * nothing blocks.
 *
 * `new Coroutine(generator)` has not begun: its first `send` carries nothing and runs it to its first `yield`.
 * What `coroutine(function* …)` makes is there already.
 *
 * One that is dropped while suspended never runs its `finally` blocks (Python's collector closes it, that of
 * JavaScript cannot): `close()` it, or declare it with `using`.
 *
 * @typeParam Yield what the body yields
 * @typeParam Return what the body returns
 * @typeParam Send what the body gets from a `yield`
 */
export class Coroutine<Yield = unknown, Return = unknown, Send = unknown> {
  readonly #body: Generator<Yield, Return, Send>;
  #state: CoroutineState = 'created';
  #yielded: Yield | undefined;
  #iteratorOwesFirst = false;

  constructor(body: Generator<Yield, Return, Send>) {
    this.#body = body;
  }

  /** Where it is. */
  get state(): CoroutineState {
    return this.#state;
  }

  /** What it has yielded last; of a primed one, what its first `yield` has given. */
  get yielded(): Yield | undefined {
    return this.#yielded;
  }

  /** Runs to the first `yield`. @internal */
  prime(): this {
    this.#iteratorOwesFirst = !this.#move('next', undefined).done;
    return this;
  }

  /**
   * Hands `value` to the `yield` that the body waits at, and runs on to the next one.
   *
   * @returns what that one yields
   * @throws StopIteration with the body's return value if the body ends instead, without a value if it had ended before
   * @throws CoroutineError if it is running, or has not begun and `value` is not `undefined`
   * @throws what the body throws; the coroutine is closed then
   */
  send(value: Send): Yield {
    if (this.#state === 'closed') throw new StopIteration(undefined);
    if (this.#state === 'created' && value !== undefined) {
      throw new CoroutineError(
        'nobody waits for a value in a coroutine that has not begun: send undefined first',
      );
    }
    return this.#yieldOf(this.#move('next', value));
  }

  /**
   * Throws `error` at the `yield` that the body waits at, and runs on to the next one.
   *
   * @returns what that one yields
   * @throws StopIteration with the body's return value if the body catches the error and ends
   * @throws CoroutineError if it is running
   * @throws `error`, or what the body throws instead; always `error` if it has not begun or is over
   */
  throw(error: unknown): Yield {
    return this.#yieldOf(this.#move('throw', error));
  }

  /**
   * Ends the body where it waits, as if a `return` stood there: its `finally` blocks run, its `catch` blocks see
   * nothing. Does nothing if it is over.
   *
   * @returns what a `return` in a `finally` block gave; `undefined` otherwise
   * @throws CoroutineError if it is running, or yields instead of ending (it is still suspended then)
   * @throws what a `finally` block throws
   */
  close(): Return | undefined {
    if (this.#state === 'closed') return undefined;
    const { done, value } = this.#move('return', undefined);
    if (done) return value;
    throw new CoroutineError('the coroutine ignored close(): it must not yield in a finally block');
  }

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * For `for … of`, and for `yield*` in another body, which passes sends, errors and the end through. What priming has
   * got from the first `yield` comes first, unless something has been sent since.
   */
  [Symbol.iterator](): Iterator<Yield, Return, Send> {
    return {
      next: (...[value]) => {
        if (!this.#iteratorOwesFirst) return this.#move('next', value);
        this.#iteratorOwesFirst = false;
        return { done: false, value: this.#yielded as Yield };
      },
      throw: (error) => this.#move('throw', error),
      return: (value) => this.#move('return', value),
    };
  }

  #yieldOf(result: IteratorResult<Yield, Return>): Yield {
    if (result.done) throw new StopIteration(result.value);
    return result.value;
  }

  #move(how: Move, value: unknown): IteratorResult<Yield, Return> {
    if (this.#state === 'running') {
      throw new CoroutineError('the coroutine is running: its body cannot send, throw or close itself');
    }
    const wasOver = this.#state === 'closed';
    this.#state = 'running';
    this.#iteratorOwesFirst = false;
    let over = true;
    try {
      const result = (this.#body[how] as (value: unknown) => IteratorResult<Yield, Return>)(value);
      over = result.done === true;
      this.#yielded = over ? undefined : (result.value as Yield);
      return result;
    } catch (error) {
      // PEP 479: passed on, it would look like the end of whoever called.
      if (error instanceof StopIteration && !wasOver) {
        throw new CoroutineError(
          "a StopIteration left the coroutine's body: catch it where send() is called",
          {
            cause: error,
          },
        );
      }
      throw error;
    } finally {
      this.#state = over ? 'closed' : 'suspended';
    }
  }
}

/**
 * Makes a function that starts coroutines. Each has run to its first `yield` when the function returns it, so the first
 * `send` arrives there; what that `yield` gave is in `yielded`.
 *
 * @throws ArgumentError if `body` is not a function; the made function throws what the body throws on its way
 *
 * @example
 * const averager = coroutine(function* (): Generator<number, void, number> {
 *   for (let sum = 0, count = 0, average = 0; ; average = sum / count) {
 *     sum += yield average;
 *     count += 1;
 *   }
 * });
 * const average = averager();
 * average.send(10); // 10
 * average.send(20); // 15
 */
export function coroutine<Args extends unknown[], Yield, Return, Send>(
  body: (...args: Args) => Generator<Yield, Return, Send>,
): (...args: Args) => Coroutine<Yield, Return, Send> {
  checkFunction('body', body);
  return (...args) => new Coroutine(body(...args)).prime();
}
