import { checkInteger } from '../checks.js';
import { ArgumentError, BlockingNotAllowedError, CapacityError } from '../errors.js';
import { Registrations } from './registrations.js';
import type { AsyncWait, SharedMemory, WaitResult } from './shared-memory.js';

function allocate(bytes: number): SharedArrayBuffer {
  checkInteger('bytes', bytes, 0, Number.MAX_SAFE_INTEGER);
  try {
    return new SharedArrayBuffer(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CapacityError(`no buffer of ${bytes} bytes can be had here: ${error.message}`);
  }
}

/**
 * Memory shared by the threads of one process (and by browser workers): a `SharedArrayBuffer`, parked on with
 * `Atomics.wait`, `waitAsync` and `notify`.
 */
export class ThreadMemory implements SharedMemory {
  /** Shared by threads. */
  readonly scope = 'thread';
  /** All of it, as 32-bit words. */
  readonly words: Int32Array<SharedArrayBuffer>;
  /** What another thread needs to wrap the same memory. */
  readonly buffer: SharedArrayBuffer;
  readonly #registrations: Registrations;

  /** Wraps `buffer`, or makes one of that many bytes (a multiple of 4). */
  constructor(buffer: SharedArrayBuffer | number) {
    this.buffer = buffer instanceof SharedArrayBuffer ? buffer : allocate(buffer);
    if (this.buffer.byteLength % 4 !== 0) {
      throw new ArgumentError(
        `shared memory must be a multiple of 4 bytes long, got ${this.buffer.byteLength}`,
      );
    }
    this.words = new Int32Array(this.buffer);
    this.#registrations = new Registrations(this.words, (word, count) => this.notify(word, count));
  }

  wait(word: number, expected: number, timeoutMs?: number): WaitResult {
    try {
      return Atomics.wait(this.words, word, expected, timeoutMs);
    } catch (error) {
      // Engines say "Atomics.wait cannot be called in this context" with a TypeError; anything else is a bug here.
      if (!(error instanceof TypeError)) throw error;
      throw new BlockingNotAllowedError(
        'this thread must not block (a browser page runs on it): await the promise form of the call instead',
      );
    }
  }

  waitAsync(word: number, expected: number, timeoutMs: number = Number.POSITIVE_INFINITY): AsyncWait {
    return this.#registrations.wait(word, expected, timeoutMs);
  }

  notify(word: number, count?: number): number {
    return Atomics.notify(this.words, word, count);
  }
}
