/**
 * Looks again and again, once in each turn of the event loop, at the connections of this thread on which something is
 * expected within microseconds. Each connection gets one look in a turn, and in that no more than its ring holds; so many
 * connections take turns, and sockets and timers have theirs as ever. With nothing to look at it does nothing at all.
 */
export interface Polled {
  /** Looks once. @returns whether it is to be called again in the next turn */
  poll(): boolean;
}

class Poller {
  /** Turns of the event loop in which it has looked, since the thread began. */
  turns = 0;
  readonly #polled = new Set<Polled>();
  readonly #turn = (): void => this.#lookAtAll();

  /** How many it looks at. */
  get size(): number {
    return this.#polled.size;
  }

  add(polled: Polled): void {
    if (this.#polled.size === 0) setImmediate(this.#turn);
    this.#polled.add(polled);
  }

  #lookAtAll(): void {
    this.turns += 1;
    try {
      for (const polled of this.#polled) if (!polled.poll()) this.#polled.delete(polled);
    } finally {
      if (this.#polled.size > 0) setImmediate(this.#turn);
    }
  }
}

/** The one of this thread. */
export const poller: Poller = new Poller();
