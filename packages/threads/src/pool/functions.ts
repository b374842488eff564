/** The functions that a pool has been given: each is described once, on the board, and then has a number. */
import { describeTarget, type Target } from '../target/target.js';
import type { PoolBoard } from './board.js';

export interface KnownFunction {
  readonly number: number;
  readonly title: string;
}

export class Functions {
  readonly #board: PoolBoard;
  readonly #byTarget = new WeakMap<object, KnownFunction>();
  /** A function that is made anew for each call has the same text every time. */
  readonly #byText = new Map<string, KnownFunction>();

  constructor(board: PoolBoard) {
    this.#board = board;
  }

  /** @param caller the function of this package that the program has called @throws ClosureError, ArgumentError */
  find(target: Target, caller: Callable): KnownFunction {
    return this.#byTarget.get(target) ?? this.#add(target, caller);
  }

  #add(target: Target, caller: Callable): KnownFunction {
    const description = describeTarget(target, caller);
    const text = JSON.stringify({ ...description, key: undefined });
    let known = this.#byText.get(text);
    if (known === undefined) {
      const number = this.#board.addFunction(JSON.stringify(description));
      known = { number, title: description.name || 'a function' };
      this.#byText.set(text, known);
    }
    this.#byTarget.set(target, known);
    return known;
  }
}

type Callable = (...args: never[]) => unknown;
