/**
 * A selector among the objects that `select` and `selectSync` of `@weft/atomics` wait for. This package does not import
 * that one: the two know each other by these shapes.
 */
import { SystemCallError } from '../../errors.js';
import type { LoopReadiness } from '../../loop/loop-readiness.js';
import { type Bridge, bridgeTo } from './bridge.js';

/** A bell that `select` lends to objects without one of their own. */
export interface BellOffer {
  /** On a `SharedArrayBuffer` of this process's threads. */
  readonly words: Int32Array;
  readonly word: number;
  /** Whether this thread will be blocked, and its event loop stand still. */
  readonly blocking: boolean;
  /** Rings from this thread: adds one to the word and notifies its waiters, as other threads may do by themselves. */
  ring(): void;
}

/** How `select` watches. */
export interface SelectHooks {
  /** Whether a select would return at once. */
  ready(): boolean;
  /** From now on the bell is to ring, once, when that becomes so. */
  watch(): void;
  /** It need not ring any more. */
  unwatch(): void;
  /** Whether the bell can be relied on; while not, `select` looks often. */
  rings(): boolean;
}

/** What of a selector is watched. */
export interface Watched {
  /** Readable while the selector has something to report. */
  readonly fd: number;
  isReady(): boolean;
  readiness(): LoopReadiness;
}

export function selectHooksOf(offer: BellOffer, watched: Watched): SelectHooks {
  return offer.blocking ? hooksOfBridge(offer, watched) : hooksOfLoop(offer, watched);
}

/** While the thread is blocked, the bridge rings. */
function hooksOfBridge(offer: BellOffer, { fd, isReady }: Watched): SelectHooks {
  // Most selects find something at once and never need one.
  let bridge: Bridge | undefined;
  return {
    ready: isReady,
    watch() {
      try {
        bridge ??= bridgeTo(offer);
        bridge.watch(fd);
      } catch (error) {
        // No file descriptor is left for it, for instance. That must not end the select: nobody rings then.
        if (!(error instanceof SystemCallError)) throw error;
        bridge = undefined;
      }
    },
    unwatch: () => bridge?.unwatch(fd),
    rings: () => bridge?.works() ?? false,
  };
}

/** While the event loop runs, it rings. */
function hooksOfLoop(offer: BellOffer, { isReady, readiness }: Watched): SelectHooks {
  let loop: LoopReadiness | undefined;
  const ring = () => {
    loop?.remove(ring);
    offer.ring();
  };
  return {
    ready: isReady,
    watch() {
      loop ??= readiness();
      loop.add(ring);
    },
    unwatch: () => loop?.remove(ring),
    rings: () => true,
  };
}
