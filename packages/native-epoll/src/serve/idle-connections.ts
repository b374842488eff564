/** Destroys connections on which nothing happens; one timer for all of them. */
import { IdleWheel } from './idle-wheel.js';
import type { Reactor } from './reactor.js';

/** What `setInterval` takes; more than that is none at all. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface Perishable {
  destroy(): void;
}

export class IdleConnections {
  readonly #wheel: IdleWheel;
  readonly #connections: (Perishable | undefined)[] = [];
  readonly #reactor: Reactor;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeout: number, reactor: Reactor) {
    this.#wheel = new IdleWheel(timeout, performance.now());
    this.#reactor = reactor;
  }

  add(slot: number, connection: Perishable): void {
    this.#connections[slot] = connection;
    this.#count += 1;
    this.#wheel.add(slot, this.#reactor.now);
    this.#timer ??= setInterval(() => this.#turn(), Math.min(this.#wheel.grain, LONGEST_TIMER)).unref();
  }

  touch(slot: number): void {
    this.#wheel.touch(slot, this.#reactor.now);
  }

  remove(slot: number): void {
    this.#wheel.remove(slot);
    this.#connections[slot] = undefined;
    this.#count -= 1;
    if (this.#count > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #turn(): void {
    this.#wheel.turn(performance.now(), (slot) => this.#connections[slot]?.destroy());
  }
}
