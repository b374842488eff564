/** Who is dead, as the code under test is told, and whom it has asked for. */
export class Liveness {
  /** Dead threads, as bits. */
  dead = 0;
  /** Threads, as bits, that were asked for since this was last cleared. */
  asked = 0;
  /** What the code looks at. */
  readonly alive: boolean[] = [];

  constructor(threads: number) {
    for (let thread = 0; thread < threads; thread += 1) {
      Object.defineProperty(this.alive, thread, { enumerable: true, get: () => this.#tell(thread) });
    }
  }

  #tell(thread: number): boolean {
    this.asked |= 1 << thread;
    return (this.dead & (1 << thread)) === 0;
  }
}
