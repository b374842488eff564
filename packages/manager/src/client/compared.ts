import type { Item } from '../wire/reader.js';

/** A value that was read to be replaced, if it still has the same bytes then. */
export class Compared<T> {
  readonly value: T;
  readonly bytes: Uint8Array;

  constructor(answer: Item, read: (answer: Item) => T) {
    this.value = read(answer);
    this.bytes = (Array.isArray(answer) ? answer[0] : answer) as Uint8Array;
  }
}
