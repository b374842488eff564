import type { Event, Selectable } from '@weft/atomics';
import type { BellOffer, SelectHooks } from '@weft/atomics/kit';
import type { Launched } from './launch/launched.js';

/**
 * Ready when a thread or process has ended: for `select` and `selectSync` of `@weft/atomics`, beside queues, events and
 * the like. It works while the event loop is blocked, too.
 */
export class Sentinel implements Selectable {
  readonly #launched: Launched;
  readonly #gone: Event;

  constructor(launched: Launched) {
    this.#launched = launched;
    this.#gone = launched.gone;
  }

  /** @internal */
  selectHooks(offer: BellOffer): SelectHooks {
    const hooks = (this.#gone as Selectable).selectHooks(offer);
    // The event is set by the event loop; who blocks it looks for himself.
    return { ...hooks, ready: () => hooks.ready() || !this.#launched.isAlive() };
  }
}
