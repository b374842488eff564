/** What `select` needs of the objects that it waits for. Other packages make their own objects selectable with it. */
import type { Bell } from './objects/block.js';

/** How one object is watched. */
export interface SelectHooks {
  /** The bell that rings after the object has become ready while watched. */
  readonly bell: Bell;
  /** Whether an attempt to take what the object offers would succeed now. */
  ready(): boolean;
  /** From now on, until it rings once, the bell is to ring when the object becomes ready. */
  watch(): void;
}

/** Something that `select` can wait for. */
export interface Selectable {
  /** @internal */
  selectHooks(): SelectHooks;
}
