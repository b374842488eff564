/**
 * Which steps ask whether a thread is alive. Code asks the operating system, between two steps of its own, and whether
 * it does hangs on what it was answered. So the footprint of one step would sometimes hold the question and sometimes
 * not, for reasons that lie elsewhere, and partial-order reduction must not rely on such footprints (see
 * `footprint.ts`).
 *
 * Therefore a step counts as asking if it has ever asked at the same place of the code. That is learned: when a step
 * asks for the first time, the exploration begins anew with this knowledge. Nothing is missed in the end: think of
 * the code as one that is always told `alive` where it is not known to ask. For that code the reduction is sound, and
 * as long as nobody asks where that is not known, the real code does the same; so the shortest execution with an
 * unknown question would be met by the search, up to equivalence, and the question be known.
 */
import { alivePlace, type Footprint } from './footprint.js';
import type { Process } from './processes.js';

/** Something was learned that changes what conflicts with what: the search must begin anew. */
export class LearningError extends Error {
  override name = 'LearningError';
}

/** More places than a program has. */
const SITES = 2 ** 32;

export class Questions {
  /** Whether the last step has asked where that was not known. */
  isNew = false;
  /** By process and site, the threads, as bits, that are asked for. */
  readonly #known = new Map<number, number>();
  #key = 0;
  #asked = 0;

  begin(process: Process, site: number): void {
    this.#key = process * SITES + site;
    this.#asked = 0;
    this.isNew = false;
  }

  /** Whether the step of a process at a place of the code is known to ask. */
  areAsked(process: Process, site: number): boolean {
    return this.#known.has(process * SITES + site);
  }

  ask(thread: number): void {
    this.#asked |= 1 << thread;
  }

  /** Adds to a footprint what the step may have asked. */
  end(footprint: Footprint): void {
    const known = this.#known.get(this.#key) ?? 0;
    const all = known | this.#asked;
    if (all === 0) return;
    if (all !== known && !footprint.everything) {
      this.#known.set(this.#key, all);
      this.isNew = true;
    }
    for (let thread = 0; all >>> thread !== 0; thread += 1) {
      if ((all & (1 << thread)) !== 0) footprint.look(alivePlace(thread));
    }
  }
}
