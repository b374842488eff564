/** Threads that begin a round at the same moment. */

const ARRIVED = 0;
const STARTS = 1;

/** A barrier that can be used again and again by a fixed number of threads. */
export class StartLine {
  readonly #words: Int32Array;
  readonly #threads: number;

  constructor(words: Int32Array, threads: number) {
    this.#words = words;
    this.#threads = threads;
  }

  /** Blocks until all threads are here. */
  wait(): void {
    const start = Atomics.load(this.#words, STARTS);
    if (Atomics.add(this.#words, ARRIVED, 1) + 1 < this.#threads) {
      while (Atomics.load(this.#words, STARTS) === start) Atomics.wait(this.#words, STARTS, start);
      return;
    }
    Atomics.store(this.#words, ARRIVED, 0);
    Atomics.add(this.#words, STARTS, 1);
    Atomics.notify(this.#words, STARTS);
  }
}

/** Shared words for a start line. */
export function startLineWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}
