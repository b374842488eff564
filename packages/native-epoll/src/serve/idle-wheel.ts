/**
 * Which of many slots have had no activity for a while.
 *
 * A timing wheel (Varghese and Lauck, 1987), made lazy: activity is one store, and a slot is moved to another spoke
 * only when the spoke on which it hangs comes round. No timer and no object per slot: three numbers.
 */

/** How finely the timeout is divided: a slot is found at most one such part late. */
const GRAINS = 16;

/** The grains of a timeout, the one that has begun, and the one up to which a deadline is rounded. */
const SPOKES = GRAINS + 2;

/** The ring of those whose spoke has come round. */
const DUE = SPOKES;

/** Nodes of slots come after those of rings. */
const FIRST_SLOT = DUE + 1;

/** A slot that is on no ring. */
const LOOSE = -1;

export class IdleWheel {
  /** Milliseconds after which it is worth while to turn the wheel again. */
  readonly grain: number;
  readonly #timeout: number;
  /** Rings of nodes, doubly linked. */
  #next: Int32Array = new Int32Array(0);
  #previous: Int32Array = new Int32Array(0);
  #activeAt: Float64Array = new Float64Array(0);
  /** The grain of time up to which the wheel has been turned. */
  #turnedTo = 0;

  /** @param timeout milliseconds without activity */
  constructor(timeout: number, now: number) {
    this.#timeout = timeout;
    this.grain = timeout / GRAINS;
    this.#turnedTo = Math.floor(now / this.grain);
    this.#growTo(64);
    for (let ring = 0; ring < FIRST_SLOT; ring += 1) this.#makeRing(ring);
  }

  add(slot: number, now: number): void {
    if (slot >= this.#activeAt.length) this.#growTo(2 * slot);
    this.#activeAt[slot] = now;
    this.#hang(slot + FIRST_SLOT, now);
  }

  /** Says that there was activity. */
  touch(slot: number, now: number): void {
    this.#activeAt[slot] = now;
  }

  /** Does nothing if the slot was removed, or found idle. */
  remove(slot: number): void {
    this.#unhang(slot + FIRST_SLOT);
  }

  /** Calls back for each slot that is idle, and removes it before. The callback may add and remove slots. */
  turn(now: number, idle: (slot: number) => void): void {
    const grain = Math.floor(now / this.grain);
    // After a long pause every spoke is due, but only once.
    const first = Math.max(this.#turnedTo + 1, grain - SPOKES + 1);
    for (let due = first; due <= grain; due += 1) this.#moveToDue(due % SPOKES);
    this.#turnedTo = grain;
    for (let node = this.#next[DUE]!; node !== DUE; node = this.#next[DUE]!) {
      this.#unhang(node);
      const slot = node - FIRST_SLOT;
      const activeAt = this.#activeAt[slot]!;
      if (activeAt + this.#timeout <= now) idle(slot);
      else this.#hang(node, activeAt);
    }
  }

  #moveToDue(spoke: number): void {
    const first = this.#next[spoke]!;
    if (first === spoke) return;
    const last = this.#previous[spoke]!;
    const before = this.#previous[DUE]!;
    this.#link(before, first);
    this.#link(last, DUE);
    this.#makeRing(spoke);
  }

  #hang(node: number, activeAt: number): void {
    const spoke = (Math.floor((activeAt + this.#timeout) / this.grain) + 1) % SPOKES;
    this.#link(this.#previous[spoke]!, node);
    this.#link(node, spoke);
  }

  #unhang(node: number): void {
    const next = this.#next[node] ?? LOOSE;
    if (next === LOOSE) return;
    this.#link(this.#previous[node]!, next);
    this.#next[node] = LOOSE;
  }

  #link(node: number, next: number): void {
    this.#next[node] = next;
    this.#previous[next] = node;
  }

  #makeRing(ring: number): void {
    this.#link(ring, ring);
  }

  #growTo(slots: number): void {
    const grown = (old: Int32Array) => {
      const nodes = new Int32Array(slots + FIRST_SLOT).fill(LOOSE);
      nodes.set(old);
      return nodes;
    };
    this.#next = grown(this.#next);
    this.#previous = grown(this.#previous);
    const activeAt = new Float64Array(slots);
    activeAt.set(this.#activeAt);
    this.#activeAt = activeAt;
  }
}
