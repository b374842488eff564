/** `AsyncLocalStorage`: values that go along with what is begun while they are set. */
import { offer } from './intrinsics.js';

/** What is set now, by the storage that it is set in; never changed, only replaced. */
export type Context = ReadonlyMap<object, unknown>;

const state: { context: Context } = { context: new Map() };

export function currentContext(): Context {
  return state.context;
}

/** Everything that runs from now on belongs to that context. */
export function enterContext(context: Context): void {
  state.context = context;
}

class VirtualStorage {
  getStore(): unknown {
    return state.context.get(this);
  }

  run(store: unknown, callback: (...args: unknown[]) => unknown, ...args: unknown[]): unknown {
    const before = state.context;
    state.context = new Map([...before, [this, store]]);
    try {
      return callback(...args);
    } finally {
      state.context = before;
    }
  }

  exit(callback: (...args: unknown[]) => unknown, ...args: unknown[]): unknown {
    return this.run(undefined, callback, ...args);
  }
}

offer('asyncHooks', { AsyncLocalStorage: VirtualStorage });
