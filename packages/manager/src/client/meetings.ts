/** Events and barriers. */
import { BrokenBarrierError, TimeoutError, type WaitOptions } from '@weft/atomics';
import { checkWait } from '@weft/atomics/kit';
import type { ManagedBarrier, ManagedEvent } from '../containers/locks.js';
import type { Item } from '../wire/reader.js';
import { asBoolean, asNumber, nothing, ServerProxy, writeTimeout } from './proxy.js';

export class EventProxy extends ServerProxy<'event'> implements ManagedEvent {
  set(): Promise<void> {
    return this.ask('set', nothing);
  }

  clear(): Promise<void> {
    return this.ask('clear', nothing);
  }

  isSet(): Promise<boolean> {
    return this.ask('isSet', asBoolean);
  }

  wait(options?: WaitOptions): Promise<boolean> {
    return this.askWaiting('wait', asBoolean, options);
  }
}

/** How the server lets a party go: its place, and whether it has to run the action first. */
type Passage = [index: number, acts: boolean];

export class BarrierProxy extends ServerProxy<'barrier'> implements ManagedBarrier {
  /** Run by this client, if it has made the barrier with one. */
  #action: (() => unknown) | undefined;

  get parties(): number {
    return this.handle.facts[0] as number;
  }

  /** @internal */
  set action(action: (() => unknown) | undefined) {
    this.#action = action;
  }

  async wait(options?: WaitOptions): Promise<number> {
    const timeout = checkWait(options);
    const passage = await this.ask(
      'wait',
      (answer: Item) => answer as Passage | null,
      2,
      (writer) => {
        // Without a timeout of its own, that of the barrier.
        if (options?.timeout === undefined) writer.nil();
        else writeTimeout(writer, Math.min(timeout, Number.MAX_SAFE_INTEGER));
        writer.boolean(this.#action !== undefined);
      },
      options?.signal,
    );
    if (passage === null) {
      throw new BrokenBarrierError('not all parties came in time: the barrier is broken until reset()', {
        cause: new TimeoutError('not all parties came in time'),
      });
    }
    const [index, acts] = passage;
    if (acts) await this.#act();
    return index;
  }

  reset(): Promise<void> {
    return this.ask('reset', nothing);
  }

  abort(): Promise<void> {
    return this.ask('abort', nothing);
  }

  waiting(): Promise<number> {
    return this.ask('waiting', asNumber);
  }

  broken(): Promise<boolean> {
    return this.ask('broken', asBoolean);
  }

  async #act(): Promise<void> {
    try {
      await this.#action?.();
    } catch (error) {
      await this.ask('actionFailed', nothing);
      throw error;
    }
    if (await this.ask('actionDone', asBoolean)) return;
    throw new BrokenBarrierError('the barrier was broken while its action ran');
  }
}
