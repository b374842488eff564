import { Manager, type Transport } from '@weft/manager';
import { type Contents, LENGTH } from './redis-clients.js';

/** A list and a dict in a server of this package, as those of Redis that they are compared to. */
export async function weftServer(transport: Transport): Promise<Contents> {
  const manager = await Manager.start({ transport });
  const list = await manager.list(Array.from({ length: LENGTH }, (_, i) => i));
  const dict = await manager.dict<string, number>();
  return {
    get: (index) => list.get(index),
    append: (value) => list.append(value),
    set: (key, value) => dict.set(key, value),
    stop: () => manager.shutdown(),
  };
}
