/** Gives new tables their memory. */
import type { Block, Kind } from '@weft/atomics/kit';
import { type ContainerOptions, placeContainer } from '../container.js';
import { TABLE } from '../layout.js';
import { put } from '../memory/store.js';

export function placeTable(kind: Kind, options: ContainerOptions): Block {
  return placeContainer(kind, options, TABLE.SIZE, (words, state) => {
    const [low, high] = crypto.getRandomValues(new Int32Array(2)) as unknown as [number, number];
    put(words, state + TABLE.SEED_LOW, low);
    put(words, state + TABLE.SEED_HIGH, high);
  });
}
