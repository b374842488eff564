import { type ObjectOptions, SharedObject } from '@weft/atomics';
import { Block, checkFunction, place, registerKind } from '@weft/atomics/kit';

/** The state is the identity of the local, 64 random bits: its copies in all threads are told to be the same by it. */
const STATE = { HIGH: 0, LOW: 1, SIZE: 2 } as const;

/** Values of this thread, by the identity of their local. */
const values = new Map<string, { value: unknown }>();

/**
 * A variable that each thread has for itself: what one thread sets, no other one sees. It travels as every object of Weft
 * does, and stands for the same variable wherever it arrives. When a thread ends, its value goes with it.
 *
 * It belongs to the thread, not to the task: tasks that await in one thread share it (`AsyncLocalStorage` tells them
 * apart).
 *
 * @example
 * const connection = new ThreadLocal<Connection>({ initial: () => connect() });
 * connection.get(); // one connection in each thread
 */
export class ThreadLocal<T> extends SharedObject {
  readonly #id: string;
  readonly #initial: (() => T) | undefined;

  /**
   * @param options `initial` makes the value at the first `get` in a thread that has none; it does not travel, so threads
   *   that got the local as an argument begin with `undefined`
   *
   * @throws ArgumentError
   */
  constructor(options: (ObjectOptions & { readonly initial?: (() => T) | undefined }) | Block = {}) {
    const block = options instanceof Block ? options : place(LOCAL_KIND, options, STATE.SIZE, identify);
    super(block);
    if (!(options instanceof Block) && options.initial !== undefined) {
      checkFunction('initial', options.initial);
      this.#initial = options.initial;
    }
    this.#id = `${block.words[block.state + STATE.HIGH]},${block.words[block.state + STATE.LOW]}`;
  }

  /** This thread's value; `undefined` if it has none. */
  get(): T | undefined {
    const known = values.get(this.#id);
    if (known !== undefined) return known.value as T;
    if (this.#initial === undefined) return undefined;
    const value = this.#initial();
    this.set(value);
    return value;
  }

  /** Sets this thread's value. */
  set(value: T): void {
    values.set(this.#id, { value });
  }

  /** Whether this thread has a value. */
  has(): boolean {
    return values.has(this.#id);
  }

  /** Forgets this thread's value. @returns whether there was one */
  delete(): boolean {
    return values.delete(this.#id);
  }

  describe(): Record<string, unknown> {
    return { set: this.has() };
  }
}

function identify(words: Int32Array, state: number): void {
  words.set(crypto.getRandomValues(new Int32Array(STATE.SIZE)), state);
}

const LOCAL_KIND = registerKind({
  number: 98,
  name: 'ThreadLocal',
  words: STATE.SIZE,
  attach: (block) => new ThreadLocal(block),
});
