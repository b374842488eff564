import { ArgumentError, type WaitOptions } from '@weft/atomics';
import { checkName, shown } from '@weft/atomics/kit';
import type { ManagedPool } from '../containers/pool.js';
import { encodeValue } from '../values.js';
import { nothing, ServerProxy } from './proxy.js';

export class PoolProxy extends ServerProxy<'pool'> implements ManagedPool {
  get size(): number {
    return this.handle.facts[0] as number;
  }

  apply<R>(name: string, args: readonly unknown[] = [], options?: WaitOptions): Promise<R> {
    return this.#run('apply', name, args, options);
  }

  map<R>(name: string, items: Iterable<unknown>, options?: WaitOptions): Promise<R[]> {
    return this.#run('map', name, items, options);
  }

  starmap<R>(name: string, items: Iterable<readonly unknown[]>, options?: WaitOptions): Promise<R[]> {
    return this.#run('starmap', name, items, options);
  }

  shutdown(): Promise<void> {
    return this.ask('shutdown', nothing);
  }

  terminate(): Promise<void> {
    return this.ask('terminate', nothing);
  }

  join(options?: WaitOptions): Promise<void> {
    return this.askWaiting('join', nothing, options);
  }

  async #run<R>(verb: string, name: string, items: Iterable<unknown>, options?: WaitOptions): Promise<R> {
    const named = checkName(name);
    if (typeof items !== 'object' || items === null || !(Symbol.iterator in items)) {
      throw new ArgumentError(`arguments must be an array, got ${shown(items)}`);
    }
    const bytes = encodeValue([...items]);
    const read = (answer: Parameters<ServerProxy['readValue']>[0]) => this.readValue(answer) as R;
    return this.askWaiting(verb, read, options, 2, (writer) => {
      writer.binary(named);
      writer.binary(bytes);
    });
  }
}
