/** Watches file descriptors in the event loop of this thread. */

import type { ThreadPoll } from './binding.js';
import { native } from './load.js';
import { systemCallError } from './system-call.js';

/** What a watch looks for. */
export const READABLE = 1;
export const WRITABLE = 2;

/**
 * One file descriptor in the event loop. The loop calls back in every turn in which what is looked for is there. It does
 * not own the file descriptor; close it before that is closed. At most one per file descriptor and thread.
 */
export interface LoopPoll {
  /** Begins to call back, for `READABLE`, `WRITABLE` or both. Cheap, as is `stop`. */
  start(events: number): number;
  /** Ends calling back at once. */
  stop(): number;
  /** Whether it keeps the process alive while it is started; at first it does. */
  ref(): void;
  unref(): void;
  /** Ends it for good. Idempotent. */
  close(): void;
}

/** Called with what is there, or with the negative number of an error. */
export type ReadyCallback = (events: number) => void;

/**
 * How this thread's loop watches: `uv` has the file descriptor itself in the loop; `thread` asks a thread that polls for
 * the whole process. `WEFT_EPOLL_LOOP` forces either, for tests.
 */
export function loopKind(): 'uv' | 'thread' {
  const forced = process.env.WEFT_EPOLL_LOOP;
  if (forced === 'uv' || forced === 'thread') return forced;
  // Bun and Deno are no libuv inside; Bun has functions of its name that end the process.
  const { bun, deno } = process.versions as { readonly bun?: string; readonly deno?: string };
  return bun === undefined && deno === undefined && native().hasUv() ? 'uv' : 'thread';
}

/** @throws SystemCallError if the loop cannot watch it, for instance because it is closed or watched already */
export function watchInLoop(fd: number, ready: ReadyCallback): LoopPoll {
  return loopKind() === 'uv' ? watchByUv(fd, ready) : new ThreadLoopPoll(fd, ready);
}

function watchByUv(fd: number, ready: ReadyCallback): LoopPoll {
  try {
    return new (native().UvPoll)(fd, ready);
  } catch (error) {
    const number = Number((error as Error).message);
    throw number < 0 ? systemCallError(number, 'uv_poll_init') : error;
  }
}

/** `setInterval`'s longest. */
const LONGEST_INTERVAL = 0x7fff_ffff;

/** The thread tells once for each time it is armed, so it is armed anew after each call. */
class ThreadLoopPoll implements LoopPoll {
  readonly #poll: ThreadPoll;
  readonly #ready: ReadyCallback;
  #events = 0;
  #isReferenced = true;
  /** Keeps the process alive, which the thread does not. */
  #hold: NodeJS.Timeout | undefined;

  constructor(fd: number, ready: ReadyCallback) {
    this.#poll = new (native().ThreadPoll)(fd, (events) => this.#told(events));
    this.#ready = ready;
  }

  start(events: number): number {
    this.#events = events;
    this.#settle();
    return this.#poll.arm(events);
  }

  stop(): number {
    this.#events = 0;
    this.#settle();
    this.#poll.disarm();
    return 0;
  }

  ref(): void {
    this.#isReferenced = true;
    this.#settle();
  }

  unref(): void {
    this.#isReferenced = false;
    this.#settle();
  }

  close(): void {
    this.stop();
    this.#poll.close();
  }

  #told(events: number): void {
    // What was on its way as it was stopped.
    if (this.#events === 0) return;
    if (events < 0) this.stop();
    this.#ready(events);
    if (this.#events !== 0) this.#poll.arm(this.#events);
  }

  #settle(): void {
    const isHeld = this.#events !== 0 && this.#isReferenced;
    if (isHeld) this.#hold ??= setInterval(() => {}, LONGEST_INTERVAL);
    else if (this.#hold !== undefined) {
      clearInterval(this.#hold);
      this.#hold = undefined;
    }
  }
}
