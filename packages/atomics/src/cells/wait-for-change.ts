/** Waiting until a cell holds another value. */
import { Operation, PARK } from '../waiting/operation.js';

export class WaitForChange extends Operation<boolean> {
  readonly #words: Int32Array;

  constructor(words: Int32Array, word: number, expected: number) {
    super();
    this.#words = words;
    this.word = word;
    this.expected = expected;
  }

  attempt(): boolean | typeof PARK {
    return Atomics.load(this.#words, this.word) === this.expected ? PARK : true;
  }

  timedOut(): boolean {
    return false;
  }
}
