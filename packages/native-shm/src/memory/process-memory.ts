import type { AsyncWait, SharedMemory, WaitResult } from '@weft/atomics';
import { PULSE_MS } from '@weft/atomics/kit';
import type { Segment } from '../native/binding.js';
import { native } from '../native/load.js';
import { systemCall } from '../native/system-call.js';
import { waitInBackground } from './async-waits.js';

const RESULTS = ['ok', 'not-equal', 'timed-out'] as const;

/** The kernel counts those that it wakes with 31 bits. */
const MOST_WOKEN = 0x7fffffff;

/** `WEFT_SHM_BUFFER=array` or `=shared` forces one of the two kinds of buffer, for tests. */
function wantsShared(): boolean {
  const forced = process.env.WEFT_SHM_BUFFER;
  return forced === undefined || forced === '' ? native().canBeShared() : forced !== 'array';
}

/** A part of a file as memory of this thread; each thread has a mapping and a buffer of its own. */
export function mapFile(file: number, offset: number, bytes: number): ProcessMemory {
  const { Segment } = native();
  return systemCall(`map ${bytes} bytes of shared memory`, () => {
    const segment = new Segment(file, offset, bytes);
    return new ProcessMemory(segment, segment.buffer(wantsShared()));
  });
}

/**
 * Memory shared by processes: a mapped file, parked on with the system's futexes.
 *
 * Words are read and changed with `Atomics`, at the same cost as those of a `SharedArrayBuffer`; only parking and
 * waking call into native code. `Atomics.wait` and `notify` must not be used on it: they never reach another process.
 */
export class ProcessMemory implements SharedMemory {
  /** Shared by processes. */
  readonly scope = 'process';
  /** All of it, as 32-bit words. */
  readonly words: Int32Array;
  /** What was mapped: a `SharedArrayBuffer` where Node lets native code make one. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  readonly #segment: Segment;

  constructor(segment: Segment, buffer: ArrayBuffer | SharedArrayBuffer) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.#segment = segment;
  }

  wait(word: number, expected: number, timeoutMs: number = Number.POSITIVE_INFINITY): WaitResult {
    if (timeoutMs <= PULSE_MS) return RESULTS[this.#segment.wait(word, expected, timeoutMs)];
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      // In slices: a worker thread can only be terminated when it comes back to JavaScript.
      const left = deadline - performance.now();
      const result = RESULTS[this.#segment.wait(word, expected, Math.min(Math.max(left, 0), PULSE_MS))];
      if (result !== 'timed-out' || left <= PULSE_MS) return result;
    }
  }

  waitAsync(word: number, expected: number, timeoutMs: number = Number.POSITIVE_INFINITY): AsyncWait {
    // The wait keeps this memory, and so its buffer, until it is over: it may have to pass a wake-up on.
    return waitInBackground(this.#segment, word, expected, timeoutMs, () => this.notify(word, 1));
  }

  notify(word: number, count: number = MOST_WOKEN): number {
    return this.#segment.notify(word, Math.min(count, MOST_WOKEN));
  }
}
