/** A piece of a region that a heap has taken for itself. */
import type { Region } from '@weft/atomics';
import { Block, place, registerKind, SharedObject } from '@weft/atomics/kit';
import { KIND } from '../layout.js';
import { extentName } from './names.js';

/** The fewest words of one: its fences, and a block between them. */
const LEAST_WORDS = 64;

/**
 * It has a name, from its number. So if a participant dies after it has taken the memory and before the heap knows of it,
 * the next one that needs an extent of that number finds it.
 */
export class Extent extends SharedObject {
  readonly #block: Block;

  constructor(region: Region | Block, number?: number, words?: number) {
    const block =
      region instanceof Block
        ? region
        : place(EXTENT, { in: region, name: extentName(number ?? 0) }, Math.max(words ?? 0, LEAST_WORDS));
    super(block);
    this.#block = block;
  }

  /** The extent of that number, if the region has it. */
  static find(region: Region, number: number): Extent | undefined {
    const found = region.get(extentName(number));
    return found instanceof Extent ? found : undefined;
  }

  get memory(): Int32Array {
    return this.#block.words;
  }

  /** Where it begins and how many words it has, whole granules. */
  get start(): number {
    return this.#block.state;
  }

  get words(): number {
    return this.#block.stateWords & ~1;
  }

  describe(): Record<string, unknown> {
    return { bytes: this.words * 4 };
  }
}

const EXTENT = registerKind({
  number: KIND.Extent,
  name: 'ManagerExtent',
  words: LEAST_WORDS,
  attach: (block) => new Extent(block),
});
