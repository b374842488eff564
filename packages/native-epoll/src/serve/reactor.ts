/** Hands events to those who wait for them, from inside Node's event loop. */
import { type LoopPoll, READABLE, watchInLoop } from '../native/loop-poll.js';
import { checked } from '../native/system-call.js';
import { bestReadiness } from './readiness/best.js';
import type { Readiness } from './readiness/readiness.js';

/** Who waits for the events of a file descriptor. */
export interface Handler {
  handle(events: number): void;
}

/** Who has not finished, and goes on when the others had their turn. */
export interface Unfinished {
  goOn(): void;
}

/**
 * How often a wake-up looks again before the event loop has its turn, and the milliseconds after which it does not.
 *
 * Going round the event loop costs several microseconds; looking again costs one system call. So a busy server stays
 * with its connections while some are ready, but never longer than this: timers, promises and everything else that
 * the thread does come after at most `MOST_LOOKS` batches, or `MOST_MS` and the batch that is under way then.
 */
const MOST_LOOKS = 8;
const MOST_MS = 2;

export class Reactor {
  readonly #ready: Readiness = bestReadiness();
  readonly #loop: LoopPoll;
  readonly #handlers: (Handler | undefined)[] = [];
  /** Slots to use again; those that become free during a batch may still be in it, so they come after it. */
  readonly #free: number[] = [];
  readonly #freed: number[] = [];
  #unfinished: Unfinished[] = [];
  /** An empty list, for those who will not finish in the next batch. */
  #spare: Unfinished[] = [];
  /** Comes back for the unfinished, as the kernel does not. */
  #later: NodeJS.Immediate | undefined;
  /** When the wake-up that is under way began. */
  #wokeAt: number | undefined = undefined;

  constructor() {
    try {
      this.#loop = watchInLoop(this.#ready.fd, () => this.#wakeUp());
      checked(this.#loop.start(READABLE), 'uv_poll_start');
    } catch (error) {
      this.#ready.close();
      throw error;
    }
  }

  /** The time in milliseconds, for what need not be exact: during a wake-up the time of its beginning. */
  get now(): number {
    return this.#wokeAt ?? performance.now();
  }

  /** Begins to watch; the handler's slot, or the negative number of an error. */
  add(fd: number, events: number, handler: Handler): number {
    const slot = this.#free.pop() ?? this.#handlers.length;
    const result = this.#ready.add(fd, slot, events);
    if (result < 0) {
      this.#free.push(slot);
      return result;
    }
    this.#handlers[slot] = handler;
    return slot;
  }

  change(fd: number, slot: number, events: number): number {
    return this.#ready.change(fd, slot, events);
  }

  /** Not even errors are reported from now on; `unmute` ends that. */
  mute(fd: number): void {
    this.#ready.remove(fd);
  }

  unmute(fd: number, slot: number, events: number): number {
    return this.#ready.add(fd, slot, events);
  }

  /** Calls back after the others that are ready. To be called once for each time. */
  goOnLater(unfinished: Unfinished): void {
    this.#unfinished.push(unfinished);
  }

  /** To be called when the file descriptor is closed, which ends the watching itself. */
  forget(slot: number): void {
    this.#handlers[slot] = undefined;
    this.#freed.push(slot);
  }

  /** All that are watched now. */
  handlers(): Handler[] {
    return this.#handlers.filter((handler) => handler !== undefined);
  }

  /** Whether the process stays alive for this. */
  ref(): void {
    this.#loop.ref();
  }

  unref(): void {
    this.#loop.unref();
  }

  close(): void {
    clearImmediate(this.#later);
    this.#loop.close();
    this.#ready.close();
  }

  #wakeUp(): void {
    const began = performance.now();
    this.#wokeAt = began;
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      if (!this.#handleBatch() || performance.now() - began > MOST_MS) break;
    }
    this.#wokeAt = undefined;
    if (this.#unfinished.length > 0) this.#later ??= setImmediate(() => this.#comeBack());
  }

  #comeBack(): void {
    this.#later = undefined;
    this.#wakeUp();
  }

  /** `false` if there was nothing to do. */
  #handleBatch(): boolean {
    const unfinished = this.#unfinished;
    this.#unfinished = this.#spare;
    const ready = this.#ready;
    const count = ready.look();
    for (let index = 0; index < count; index += 1) {
      this.#handlers[ready.slotAt(index)]?.handle(ready.eventsAt(index));
    }
    for (const each of unfinished) each.goOn();
    const wasUnfinished = unfinished.length > 0;
    if (wasUnfinished) unfinished.length = 0;
    this.#spare = unfinished;
    for (let slot = this.#freed.pop(); slot !== undefined; slot = this.#freed.pop()) this.#free.push(slot);
    return count > 0 || wasUnfinished;
  }
}
