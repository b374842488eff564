import { native } from '../../native/load.js';
import { checked } from '../../native/system-call.js';
import { EVENT_READ, type Interest } from '../events.js';
import { failedWith } from '../failed-with.js';
import { ReadyList } from '../ready-list.js';
import { Registration } from '../registration.js';
import type { Abilities, Backend, BackendKind, Waiter } from './backend.js';
import { scalableBackend } from './scalable.js';

/**
 * Makes poll and select waitable for event loops: they have no file descriptor that says that something is ready, so
 * an epoll or a kqueue watches the same files from the moment somebody asks for one. It only says *that* something is
 * ready; what it is, the wait of poll or select itself finds out.
 */
export class Mirrored<T> implements Backend<T> {
  readonly abilities: Abilities = { edge: false, oneShot: false, exclusive: false };
  readonly #waiter: Waiter<T>;
  readonly #registrations = new Set<Registration<T>>();
  #mirror: Mirror<T> | undefined;
  moved: ((fd: number) => void) | undefined;

  constructor(waiter: Waiter<T>) {
    this.#waiter = waiter;
  }

  get kind(): BackendKind {
    return this.#waiter.kind;
  }

  watchableFd(): number {
    this.#mirror ??= new Mirror(this.#registrations, (fd) => this.moved?.(fd));
    return this.#mirror.fd;
  }

  add(registration: Registration<T>): void {
    this.#waiter.add(registration);
    try {
      this.#mirror?.add(registration);
    } catch (error) {
      this.#waiter.remove(registration);
      throw error;
    }
    this.#registrations.add(registration);
  }

  modify(registration: Registration<T>, next: Interest): void {
    this.#waiter.modify(registration, next);
    this.#mirror?.modify(registration, next);
  }

  remove(registration: Registration<T>): void {
    this.#waiter.remove(registration);
    this.#registrations.delete(registration);
    this.#mirror?.remove(registration);
  }

  wait(ready: ReadyList<T>, max: number, timeoutMs: number): void {
    this.#waiter.wait(ready, max, timeoutMs);
    if (ready.count === 0) this.#mirror?.tidy();
  }

  close(): void {
    this.#waiter.close();
    this.#mirror?.close();
  }
}

class Mirror<T> {
  readonly #backend: Backend<T> = scalableBackend<T>();
  /** What epoll refuses (regular files, closed ones) and poll or select answer at once, always ready or an error. */
  readonly #refused = new Set<Registration<T>>();
  #beacon: Registration<T> | undefined;

  constructor(registrations: Iterable<Registration<T>>, moved: (fd: number) => void) {
    this.#backend.moved = moved;
    for (const registration of registrations) this.add(registration);
  }

  get fd(): number {
    return this.#backend.watchableFd();
  }

  add(registration: Registration<T>): void {
    this.#try(registration, () => this.#backend.add(registration));
  }

  modify(registration: Registration<T>, next: Interest): void {
    if (this.#refused.has(registration)) return;
    this.#try(registration, () => this.#backend.modify(registration, next));
  }

  remove(registration: Registration<T>): void {
    if (this.#refused.delete(registration)) this.#settle();
    else this.#backend.remove(registration);
  }

  /** Nothing is ready. If the mirror says otherwise, it is of files that have left it; looking makes it notice. */
  tidy(): void {
    this.#backend.wait(new ReadyList<T>(), 1, 0);
  }

  close(): void {
    this.#refused.clear();
    this.#settle();
    this.#backend.close();
  }

  #try(registration: Registration<T>, attempt: () => void): void {
    try {
      attempt();
    } catch (error) {
      if (!failedWith(error, 'EPERM', 'EBADF', 'ENOENT')) throw error;
      this.#backend.remove(registration);
      this.#refused.add(registration);
      this.#settle();
    }
  }

  /** While something was refused, the mirror is ready: it watches a pipe at its end, which is always readable. */
  #settle(): void {
    if (this.#refused.size > 0 && this.#beacon === undefined) {
      this.#beacon = endedPipe();
      this.#backend.add(this.#beacon);
    } else if (this.#refused.size === 0 && this.#beacon !== undefined) {
      this.#backend.remove(this.#beacon);
      native().close(this.#beacon.fd);
      this.#beacon = undefined;
    }
  }
}

function endedPipe<T>(): Registration<T> {
  const ends = new Int32Array(2);
  checked(native().pipe(ends), 'pipe');
  native().close(ends[1] as number);
  const fd = ends[0] as number;
  const interest = { events: EVENT_READ, edge: false, oneShot: false, exclusive: false };
  return new Registration<T>({ fileobj: fd, fd, events: EVENT_READ, data: undefined as T }, interest);
}
