import type { Interest } from '../events.js';
import type { ReadyList } from '../ready-list.js';
import type { Registration } from '../registration.js';

/** The ways to wait, as `WEFT_SELECTOR` spells them. */
export type BackendKind = 'epoll' | 'kqueue' | 'poll' | 'select';

/** What of `WatchOptions` a backend can do. */
export interface Abilities {
  readonly edge: boolean;
  readonly oneShot: boolean;
  readonly exclusive: boolean;
}

/** One way to wait for many file descriptors. What selectors do besides is the same for all of them. */
export interface Waiter<T> {
  readonly kind: BackendKind;

  /** @throws SystemCallError, ArgumentError if the file cannot be watched; then nothing has changed */
  add(registration: Registration<T>): void;

  /** Watches for something else from now on. @throws SystemCallError; the registration is then to be removed */
  modify(registration: Registration<T>, next: Interest): void;

  /** Never fails: a file that was closed has left by itself. */
  remove(registration: Registration<T>): void;

  /**
   * Blocks until something is ready, at most `timeoutMs` milliseconds (`Infinity`: no limit), and adds up to `max`
   * registrations to the empty list, each once. If more are ready, their turn comes with the next waits. An error or a
   * hang-up counts as all that the registration asks for: the next call to read or write tells.
   *
   * @throws SystemCallError
   */
  wait(ready: ReadyList<T>, max: number, timeoutMs: number): void;

  close(): void;
}

/** A waiter that can itself be waited for. */
export interface Backend<T> extends Waiter<T> {
  readonly abilities: Abilities;

  /** A file descriptor that is readable while something is ready, for event loops and other selectors. */
  watchableFd(): number;

  /** To be called when that is another one from now on; the former one is closed after the call. */
  moved: ((fd: number) => void) | undefined;
}
