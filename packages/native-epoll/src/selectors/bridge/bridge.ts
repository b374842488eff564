/**
 * Rings a bell in shared memory when a selector becomes ready while its thread is blocked in `selectSync` of
 * `@weft/atomics`.
 *
 * A thread that is parked with `Atomics.wait` runs no callbacks, and no native code can notify it. So a worker of its
 * own waits for its selectors, in an event loop, and notifies it. Both share one epoll (or kqueue): the blocked thread
 * adds its selectors to it directly, and the worker's loop sees what comes out. The worker is started when it is first
 * needed, sleeps as long as nothing happens, and ends with the thread.
 *
 * **No wake-up is lost.** `selectSync` reads the bell, arms the watch, looks whether the selector is ready, and parks
 * only if the bell still has the value that was read. What becomes ready before the look is seen by it. What becomes
 * ready later finds the watch armed: the kernel hands it to the worker, which changes the bell and then notifies; if
 * that is before the thread is parked, it does not park, if after, it is woken. A watch reports once, and every round
 * of `selectSync` arms it anew; one armed while the selector is ready reports at once.
 *
 * **If the worker is missing** (not started yet, cannot be had, was killed) nothing rings. That shows: it is not marked
 * as running, or what the kernel has for it stays there. `works` says so, and `selectSync` looks every 2 milliseconds
 * meanwhile. A worker that dies during a wait is found out by the regular look of `selectSync`, 50 milliseconds at the
 * latest.
 */
import { scalableBackend } from '../backends/scalable.js';
import { EVENT_READ, type Interest } from '../events.js';
import { isReadable } from '../is-readable.js';
import { Registration } from '../registration.js';
import { BridgeWorker } from './bridge-worker.js';

/** Where a bell is. */
interface BellPlace {
  readonly words: Int32Array;
  readonly word: number;
}

/** A worker that leaves something lying for so long, in milliseconds, is taken for dead. */
const PATIENCE_MS = 1000;

/** From one start of a worker to the next, in milliseconds: where none can be had it is not tried all the time. */
const PAUSE_MS = 1000;

/** By the memory of the bell: there is one, unless two copies of `@weft/atomics` are loaded. */
const bridges = new Map<ArrayBufferLike, Bridge>();

/** This thread's bridge to a bell. */
export function bridgeTo(bell: BellPlace): Bridge {
  let bridge = bridges.get(bell.words.buffer);
  if (bridge === undefined) {
    bridge = new Bridge(bell);
    bridges.set(bell.words.buffer, bridge);
  }
  return bridge;
}

const ONCE: Interest = { events: EVENT_READ, edge: false, oneShot: true, exclusive: false };

export class Bridge {
  readonly #bell: BellPlace;
  readonly #backend = scalableBackend<undefined>();
  readonly #watches = new Map<number, Registration<undefined>>();
  #worker: BridgeWorker | undefined;
  #stuckSince: number | undefined;
  #lastStart = Number.NEGATIVE_INFINITY;

  constructor(bell: BellPlace) {
    this.#bell = bell;
  }

  /** Arms the watch of a file descriptor: the bell rings once when it is readable. */
  watch(fd: number): void {
    const watch = this.#watches.get(fd);
    if (watch === undefined) {
      const added = new Registration<undefined>(
        { fileobj: fd, fd, events: EVENT_READ, data: undefined },
        ONCE,
      );
      this.#backend.add(added);
      this.#watches.set(fd, added);
    } else {
      this.#backend.modify(watch, ONCE);
    }
    this.#ensureWorker();
  }

  unwatch(fd: number): void {
    const watch = this.#watches.get(fd);
    if (watch === undefined) return;
    this.#watches.delete(fd);
    this.#backend.remove(watch);
  }

  /** Whether the bell will ring. */
  works(): boolean {
    if (this.#worker?.isRunning() !== true) return false;
    if (!isReadable(this.#backend.watchableFd())) {
      this.#stuckSince = undefined;
      return true;
    }
    // It may be about to ring. If it is not, it is replaced.
    this.#stuckSince ??= performance.now();
    if (performance.now() - this.#stuckSince > PATIENCE_MS) {
      this.#stuckSince = undefined;
      this.#worker.end();
      this.#ensureWorker();
    }
    return false;
  }

  #ensureWorker(): void {
    if (this.#worker?.ended === false || performance.now() - this.#lastStart < PAUSE_MS) return;
    this.#lastStart = performance.now();
    this.#worker = this.#startWorker();
  }

  #startWorker(): BridgeWorker {
    const { words, word } = this.#bell;
    return new BridgeWorker({
      kind: this.#backend.kind === 'kqueue' ? 'kqueue' : 'epoll',
      fd: this.#backend.watchableFd(),
      words,
      word,
      state: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    });
  }
}
