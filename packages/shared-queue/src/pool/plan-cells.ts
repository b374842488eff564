/** How much memory a queue of cells takes. */
import type { Kind } from '@weft/atomics/kit';
import { type Codec, isFixed } from '../codecs/codec.js';
import type { QueuePlan } from '../queue-block.js';
import { cellsFor } from './cells.js';
import { WORDS_PER_CELL } from './pool-store.js';

/** @param extraWords words of an item beside what the codec writes */
export function planCells(kind: Kind, codec: Codec<unknown> | Codec<never>, extraWords: number): QueuePlan {
  return {
    kind,
    memoryWords: (bytes) => Math.max(1, Math.floor(bytes / 4 / WORDS_PER_CELL)) * WORDS_PER_CELL,
    bytesForItems: (maxsize) =>
      isFixed(codec)
        ? maxsize * cellsFor(extraWords + Math.ceil(codec.bytes / 4)) * WORDS_PER_CELL * 4
        : undefined,
  };
}
