/** Reading references and the headers of blocks. */
import { BLOCK, REF } from '../layout.js';

/** The number of the extent that a reference names. */
export function spaceOf(ref: number): number {
  return ref >>> REF.SHIFT;
}

/** The word in it at which the block begins. */
export function wordOf(ref: number): number {
  return (ref & REF.GRANULE) << 1;
}

/** The reference of the block at a word of an extent. */
export function refOf(space: number, word: number): number {
  return (space << REF.SHIFT) | (word >>> 1);
}

/** Granules of the block with that SIZE. */
export function granulesIn(size: number): number {
  return size >>> BLOCK.SIZE_SHIFT;
}

export function kindIn(size: number): number {
  return (size >>> BLOCK.KIND_SHIFT) & BLOCK.KIND_MASK;
}

/** Words of content of the block with that SIZE. */
export function contentWordsIn(size: number): number {
  return granulesIn(size) * REF.GRANULE_WORDS - BLOCK.HEADER;
}
