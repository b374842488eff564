import type { Backend } from '../../../dist/selectors/backends/backend.js';
import type { ReadyList } from '../../../dist/selectors/ready-list.js';
import type { Registration } from '../../../dist/selectors/registration.js';

/** A backend that refuses every change of a registration. */
export class FaultyBackend<T> implements Backend<T> {
  readonly #backend: Backend<T>;
  readonly kind: Backend<T>['kind'];
  readonly abilities: Backend<T>['abilities'];

  moved: Backend<T>['moved'];

  constructor(backend: Backend<T>) {
    this.#backend = backend;
    this.kind = backend.kind;
    this.abilities = backend.abilities;
  }

  watchableFd(): number {
    return this.#backend.watchableFd();
  }

  add(registration: Registration<T>): void {
    this.#backend.add(registration);
  }

  modify(): void {
    throw new Error('injected');
  }

  remove(registration: Registration<T>): void {
    this.#backend.remove(registration);
  }

  wait(ready: ReadyList<T>, max: number, timeoutMs: number): void {
    this.#backend.wait(ready, max, timeoutMs);
  }

  close(): void {
    this.#backend.close();
  }
}
