import type { Guard } from '@weft/atomics';
import { type Block, endWith } from '@weft/atomics/kit';
import type { ManagedGuard } from '../../containers/locks.js';

/** The right to release what was acquired, once. */
export class ShmGuard implements ManagedGuard {
  readonly fence: number;
  readonly #guard: Guard;
  readonly #block: Block;
  #released = false;
  #lost: AbortSignal | undefined;

  constructor(guard: Guard, fence: number, block: Block) {
    this.#guard = guard;
    this.fence = fence;
    this.#block = block;
  }

  /** Aborts when the manager is closed that holds it. Made when it is asked for. */
  get lost(): AbortSignal {
    this.#lost ??= this.#watch();
    return this.#lost;
  }

  async release(): Promise<void> {
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    if (this.#released) return;
    this.#released = true;
    this.#guard.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
  }

  #watch(): AbortSignal {
    const controller = new AbortController();
    const { signal } = controller;
    endWith(signal, {
      end: (error) => {
        if (!this.#released) controller.abort(error);
      },
    });
    this.#block.adopt?.(signal);
    return signal;
  }
}
