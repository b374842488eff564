import type { LoopReadiness } from './loop-readiness.js';
import { Timer } from './timer.js';

interface Wait<Found> {
  /** What there is for it now; `undefined` if that is nothing. Never waits. */
  readonly take: () => Found | undefined;
  readonly resolve: (found: Found | undefined) => void;
  readonly reject: (reason: unknown) => void;
  /** Ends timer and signal. */
  readonly stop: () => void;
}

/**
 * Those who wait in the event loop for one file descriptor to be readable, such as that of an epoll, to take something
 * then. They are served in the order in which they came, one in each turn of the loop, so that each has looked at what
 * it took before the next one takes.
 *
 * Taking and giving to a promise is one step, in a callback of the loop. A signal or a timeout comes before that, and
 * then nothing was taken, or after it, and then it is too late: so no readiness is lost, not even where the kernel
 * reports it only once.
 */
export class ReadyWaits<Found> {
  readonly #readiness: LoopReadiness;
  readonly #waits = new Set<Wait<Found>>();
  readonly #listener = (error?: Error): void => this.#serve(error);
  #referenced = true;

  constructor(readiness: LoopReadiness) {
    this.#readiness = readiness;
  }

  /** Whether pending waits keep the process alive; they do unless told otherwise. */
  set referenced(referenced: boolean) {
    this.#referenced = referenced;
    this.#settle();
  }

  /**
   * Resolves with what `take` gave, in a later turn of the loop, or with `undefined` after the timeout (`Infinity`: none);
   * rejects with what `take` threw, or with the reason of the signal.
   */
  wait(
    take: () => Found | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Found | undefined> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const aborted = () => {
        this.#remove(wait);
        reject(signal?.reason);
      };
      const timer = new Timer(timeoutMs, () => this.#timeOut(wait));
      signal?.addEventListener('abort', aborted, { once: true });
      const stop = () => {
        timer.stop();
        signal?.removeEventListener('abort', aborted);
      };
      const wait: Wait<Found> = { take, resolve, reject, stop };
      this.#waits.add(wait);
      try {
        this.#settle();
      } catch (error) {
        this.#fail(wait, error);
      }
    });
  }

  #serve(error: Error | undefined): void {
    if (error !== undefined) {
      for (const wait of this.#waits) this.#fail(wait, error);
      return;
    }
    const [first] = this.#waits;
    if (first !== undefined) this.#attempt(first);
  }

  /** Whether it is over. */
  #attempt(wait: Wait<Found>): boolean {
    try {
      const found = wait.take();
      if (found === undefined) return false;
      this.#remove(wait);
      wait.resolve(found);
    } catch (error) {
      this.#fail(wait, error);
    }
    return true;
  }

  /** Timers may run late: what has become ready meanwhile is worth more than the timeout. */
  #timeOut(wait: Wait<Found>): void {
    if (this.#attempt(wait)) return;
    this.#remove(wait);
    wait.resolve(undefined);
  }

  #fail(wait: Wait<Found>, reason: unknown): void {
    this.#remove(wait);
    wait.reject(reason);
  }

  #remove(wait: Wait<Found>): void {
    this.#waits.delete(wait);
    wait.stop();
    this.#settle();
  }

  /** Watches and keeps the process alive while there is somebody to serve. */
  #settle(): void {
    if (this.#waits.size > 0) this.#readiness.add(this.#listener);
    else this.#readiness.remove(this.#listener);
    this.#readiness.held = this.#waits.size > 0 && this.#referenced;
  }
}
