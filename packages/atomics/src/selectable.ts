/**
 * What `select` needs of the objects that it waits for. Other packages make their own objects selectable with it, also
 * such as do not import this one: it asks for a shape, not for a class.
 */
import type { Bell } from './objects/block.js';

/** A bell that `select` lends to objects that have none in shared memory. */
export interface BellOffer {
  /** On a `SharedArrayBuffer` that all threads of this process can be given. */
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly word: number;
  /** Whether this thread will be blocked, so that none of its callbacks runs until somebody rings. */
  readonly blocking: boolean;
  /**
   * Rings. What has only the word, in another thread, does the same with `Atomics.add` and `Atomics.notify`, in that
   * order: who was about to park must find another value.
   */
  ring(): void;
}

/** How one object is watched. */
export interface SelectHooks {
  /** The bell that rings after the object has become ready while watched; the one that was offered, if there is none. */
  readonly bell?: Bell;
  /** Whether an attempt to take what the object offers would succeed now. What it throws ends the select. */
  ready(): boolean;
  /** From now on, until it rings once, the bell is to ring when the object becomes ready. */
  watch(): void;
  /** The select is over; called once for each that has been watched or not. */
  unwatch?(): void;
  /** Whether the bell can be relied on at the moment; while not, a blocking select looks every few milliseconds. */
  rings?(): boolean;
}

/** Something that `select` can wait for. */
export interface Selectable {
  /** @internal */
  selectHooks(offer: BellOffer): SelectHooks;
}
