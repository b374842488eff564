/** What programs use to see who was where: plain words, and errors told apart by their codes. */

/** So many words that are 0, for plain accesses. */
export function plainWords(count = 1): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

/**
 * Adds one in two plain accesses. They stand for what a lock protects: whoever else does the same without being
 * ordered before or after is a data race, and would lose a count besides.
 */
export function addOne(words: Int32Array, at = 0): void {
  words[at] = (words[at] as number) + 1;
}

/** The code of an error of Weft. @throws any other error, as it is */
export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  throw error;
}
