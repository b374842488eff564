/**
 * A journal of what stood where a change writes, so that the change can be taken back (an undo log, as in J. Gray and
 * A. Reuter, "Transaction Processing", 1993). Each write first notes the old word, then counts the note, then writes; the
 * store of 0 to COUNT is what makes the change so. Owned by whoever holds the mutex that the journal belongs to.
 *
 * | killed                               | COUNT | the next owner                                             |
 * |--------------------------------------|-------|------------------------------------------------------------|
 * | before the first write is counted    | 0     | finds nothing to do: the change has not begun              |
 * | before COUNT is cleared              | n     | puts back n words, the last first: it never was            |
 * | after that                           | 0     | finds nothing to do: the change is whole                   |
 * | while it puts words back             | n     | begins again: putting back twice is the same as once       |
 */
import { CorruptRegionError } from '@weft/atomics';
import { JOURNAL } from '../layout.js';
import type { Extents } from './extents.js';
import { publish, put } from './store.js';

export class Journal {
  readonly #extents: Extents;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #capacity: number;

  constructor(extents: Extents, at: number, capacity: number) {
    this.#extents = extents;
    this.#words = extents.words[0] as Int32Array;
    this.#at = at;
    this.#capacity = capacity;
  }

  /** Whether a change is under way. */
  get isOpen(): boolean {
    return this.#words[this.#at + JOURNAL.COUNT] !== 0;
  }

  /** Writes a word that can be taken back. */
  write(space: number, word: number, value: number): void {
    const target = this.#extents.words[space] ?? this.#extents.need(space);
    const words = this.#words;
    const count = words[this.#at + JOURNAL.COUNT] as number;
    // Changes are small and their sizes known: more is not a large change, but a loop through memory that is overwritten.
    if (count < 0 || count >= this.#capacity)
      throw new CorruptRegionError('a journal of the region is overwritten');
    const entry = this.#at + JOURNAL.ENTRIES + count * JOURNAL.ENTRY_SIZE;
    put(words, entry + JOURNAL.SPACE, space);
    put(words, entry + JOURNAL.WORD, word);
    put(words, entry + JOURNAL.BEFORE, target[word] as number);
    put(words, this.#at + JOURNAL.COUNT, count + 1);
    put(target, word, value);
  }

  /** Makes it so. */
  commit(): void {
    publish(this.#words, this.#at + JOURNAL.COUNT, 0);
  }

  /** Takes back what was not committed. */
  rollBack(): void {
    const words = this.#words;
    const count = Math.min(words[this.#at + JOURNAL.COUNT] as number, this.#capacity);
    for (let i = count - 1; i >= 0; i -= 1) {
      const entry = this.#at + JOURNAL.ENTRIES + i * JOURNAL.ENTRY_SIZE;
      const target = this.#extents.space(words[entry + JOURNAL.SPACE] as number);
      const word = words[entry + JOURNAL.WORD] as number;
      // Overwritten notes may name anything: what lies outside is left alone.
      if (target !== undefined && word >= 0 && word < target.length) {
        put(target, word, words[entry + JOURNAL.BEFORE] as number);
      }
    }
    this.commit();
  }
}
