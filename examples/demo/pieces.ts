/** Reads files piece by piece, so that a file may be of any size. */
import { closeSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 2 ** 20;

/** One per thread: each worker loads this module for itself. */
const buffer = Buffer.allocUnsafe(PIECE_BYTES);

/**
 * The first `bytes` bytes of a file, or all of it if it has become shorter. A piece is good until the next one.
 *
 * @throws the system's error, with a `code`
 */
export function* pieces(path: string, bytes: number): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (let left = bytes; left > 0; ) {
      const read = readSync(file, buffer, 0, Math.min(left, PIECE_BYTES), null);
      if (read === 0) return;
      left -= read;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}
