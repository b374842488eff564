/** Short UTF-8 texts in shared words: zero-padded, cut at a character when too long. */

const encoder = new TextEncoder();
/** A byte order mark is part of a text like any other character. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Writes `text` into `count` words from `word` on. */
export function writeText(words: Int32Array, word: number, count: number, text: string): void {
  const bytes = new Uint8Array(count * 4);
  encoder.encodeInto(text, bytes);
  const packed = new Int32Array(bytes.buffer);
  for (let i = 0; i < count; i += 1) Atomics.store(words, word + i, packed[i] as number);
}

/** Reads what `writeText` wrote. */
export function readText(words: Int32Array, word: number, count: number): string {
  const packed = new Int32Array(count);
  for (let i = 0; i < count; i += 1) packed[i] = Atomics.load(words, word + i);
  const bytes = new Uint8Array(packed.buffer);
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
