/** Signals to give up: as on the web, with listeners that can stop. */
import { setTimeout } from './timers.js';

type Listener =
  | ((event: { readonly type: string; readonly target: unknown }) => unknown)
  | { handleEvent: Listener };

interface Registered {
  readonly listener: Listener;
  readonly once: boolean;
}

class VirtualSignal {
  #aborted = false;
  #reason: unknown;
  #listeners: readonly Registered[] = [];
  onabort: ((event: unknown) => unknown) | null = null;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  addEventListener(type: string, listener: Listener | null, options?: boolean | { once?: boolean }): void {
    if (type !== 'abort' || listener === null) return;
    if (this.#listeners.some((each) => each.listener === listener)) return;
    const once = typeof options === 'object' && options.once === true;
    this.#listeners = [...this.#listeners, { listener, once }];
  }

  removeEventListener(type: string, listener: Listener | null): void {
    if (type === 'abort') this.#listeners = this.#listeners.filter((each) => each.listener !== listener);
  }

  /** Aborts it, once. */
  trigger(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason =
      reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
    const event = { type: 'abort', target: this };
    const { onabort } = this;
    if (onabort !== null) onabort(event);
    const listeners = this.#listeners;
    for (const { listener, once } of listeners) {
      if (once) this.removeEventListener('abort', listener);
      if (typeof listener === 'function') listener(event);
      else (listener.handleEvent as (event: unknown) => unknown)(event);
    }
  }

  static abort(reason?: unknown): VirtualSignal {
    const signal = new VirtualSignal();
    signal.trigger(reason);
    return signal;
  }

  static timeout(ms: number): VirtualSignal {
    const signal = new VirtualSignal();
    setTimeout(
      () => signal.trigger(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
    );
    return signal;
  }

  static any(signals: Iterable<VirtualSignal>): VirtualSignal {
    const any = new VirtualSignal();
    for (const signal of signals) {
      if (signal.aborted) any.trigger(signal.reason);
      else signal.addEventListener('abort', () => any.trigger(signal.reason), { once: true });
    }
    return any;
  }
}

class VirtualController {
  readonly signal: VirtualSignal = new VirtualSignal();

  abort(reason?: unknown): void {
    this.signal.trigger(reason);
  }
}

export { VirtualController as AbortController, VirtualSignal as AbortSignal };
