/** The `attributes` of a namespace: properties that read and write it, on every backend. */
import type { AttributesOf, Namespace } from './namespace.js';

type Verbs = Pick<Namespace, 'get' | 'set' | 'delete'>;

export class Attributes<A extends object> {
  /** What a program sees. */
  readonly view: AttributesOf<A>;
  readonly #namespace: Verbs;
  readonly #pending = new Set<Promise<unknown>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(namespace: Verbs) {
    this.#namespace = namespace;
    this.view = new Proxy({} as AttributesOf<A>, {
      get: (_, name) => this.#get(name),
      set: (_, name, value) => this.#begin(() => this.#namespace.set(String(name), value)),
      deleteProperty: (_, name) => this.#begin(() => this.#namespace.delete(String(name))),
    });
  }

  /** Resolves when all that was assigned and deleted is done. @throws the first error */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  /** A promise for the value, except for what the language itself asks every object for. */
  #get(name: string | symbol): unknown {
    // A view that is awaited, or returned by an async function, is asked whether it is a promise.
    if (typeof name === 'symbol' || name === 'then') return undefined;
    return this.#namespace.get(name);
  }

  #begin(start: () => Promise<unknown>): true {
    const pending = start();
    this.#pending.add(pending);
    pending.then(
      () => this.#pending.delete(pending),
      (error) => {
        this.#pending.delete(pending);
        this.#failure ??= { error };
      },
    );
    return true;
  }
}
