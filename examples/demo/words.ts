/** Counts the lines and words of a text that comes in pieces. */

const SHORTEST = 3;
/** Longer ones are rarely words, but encoded data. */
const LONGEST = 16;
const NEWLINE = 0x0a;

/** 1 for the bytes of the letters A to Z and a to z. */
const isLetter = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z]/.test(String.fromCharCode(byte))),
);

/** How often each word occurs, in whatever case. */
export type WordCounts = Map<string, number>;

export class TextCounter {
  /** Newline characters, as `wc -l` counts them. */
  lines = 0;
  readonly #counts: WordCounts;
  /** The letters at the end of the piece before: their word may go on. */
  #begun = '';

  constructor(counts: WordCounts) {
    this.#counts = counts;
  }

  add(piece: Buffer): void {
    let start = this.#begun === '' ? -1 : 0;
    for (let i = 0; i < piece.length; i += 1) {
      const byte = piece[i] as number;
      if (isLetter[byte] === 1) {
        if (start < 0) start = i;
        continue;
      }
      if (byte === NEWLINE) this.lines += 1;
      if (start < 0) continue;
      this.#endWord(piece, start, i);
      start = -1;
    }
    if (start < 0) return;
    // A letter more than counts is enough to know that the word is too long.
    const most = LONGEST + 1 - this.#begun.length;
    this.#begun += piece.toString('latin1', start, Math.min(piece.length, start + most));
  }

  end(): void {
    this.#endWord(Buffer.alloc(0), 0, 0);
  }

  #endWord(piece: Buffer, start: number, end: number): void {
    const begun = this.#begun;
    const length = begun.length + end - start;
    this.#begun = '';
    if (length < SHORTEST || length > LONGEST) return;
    const word = (begun + piece.toString('latin1', start, end)).toLowerCase();
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }
}
