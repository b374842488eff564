import { type LoopPoll, READABLE, watchInLoop } from '../native/loop-poll.js';
import { checked, systemCallError } from '../native/system-call.js';

/** Is told that a file descriptor is readable, or why nobody can tell any more. */
export type ReadinessListener = (error?: Error) => void;

/**
 * Tells any number of listeners, from this thread's event loop, that a file descriptor is readable, in every turn of
 * the loop in which it is. One for each file descriptor: the loop cannot watch one twice.
 */
export class LoopReadiness {
  readonly #listeners = new Set<ReadinessListener>();
  #poll: LoopPoll;
  #watching = false;
  #held = false;

  /** @throws SystemCallError */
  constructor(fd: number) {
    this.#poll = this.#watch(fd);
  }

  /** @throws SystemCallError if the loop refuses to watch */
  add(listener: ReadinessListener): void {
    this.#listeners.add(listener);
    if (this.#watching) return;
    checked(this.#poll.start(READABLE), 'uv_poll_start');
    this.#watching = true;
  }

  remove(listener: ReadinessListener): void {
    this.#listeners.delete(listener);
  }

  /** Whether the process stays alive for it. */
  set held(held: boolean) {
    this.#held = held;
    if (held) this.#poll.ref();
    else this.#poll.unref();
  }

  /** Goes on with another file descriptor. To be called before the former one is closed. @throws SystemCallError */
  moveTo(fd: number): void {
    this.#poll.close();
    this.#poll = this.#watch(fd);
    this.held = this.#held;
    if (this.#watching) checked(this.#poll.start(READABLE), 'uv_poll_start');
  }

  /** Tells all listeners now: something is ready that the file descriptor does not show. */
  tell(error?: Error): void {
    for (const listener of this.#listeners) listener(error);
  }

  /** Ends watching, and tells all listeners a last time. To be called before the file descriptor is closed. */
  close(reason: Error): void {
    this.#poll.close();
    // Nobody starts it again.
    this.#watching = true;
    this.tell(reason);
    this.#listeners.clear();
  }

  #watch(fd: number): LoopPoll {
    const poll = watchInLoop(fd, (events) => this.#turn(events));
    poll.unref();
    return poll;
  }

  #turn(events: number): void {
    if (events < 0) {
      this.#watching = false;
      this.tell(systemCallError(events, 'uv_poll'));
    } else if (this.#listeners.size > 0) {
      this.tell();
    } else {
      // Not before now: who waits in a circle is back by the next turn, and need not start again each time.
      this.#poll.stop();
      this.#watching = false;
    }
  }
}
