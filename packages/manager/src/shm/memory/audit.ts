/** An audit of a heap: for tests, and for those who suspect that a region was overwritten. */
import { CorruptRegionError } from '@weft/atomics';
import { BLOCK, BLOCK_KIND, CLASSES, REF } from '../layout.js';
import { granulesIn, kindIn, refOf, spaceOf, wordOf } from './block.js';
import type { Heap } from './heap.js';

export interface HeapAudit {
  /** Bytes of all extents, of what is in use there with its headers, and of what is free. */
  readonly total: number;
  readonly used: number;
  readonly free: number;
  /** References of all blocks in use. */
  readonly blocks: ReadonlySet<number>;
}

/**
 * Walks over all extents and all free lists. Nobody may be in the middle of a change of a container.
 *
 * @throws CorruptRegionError if blocks and lists contradict each other
 */
export function auditHeap(heap: Heap): HeapAudit {
  return heap.alone(() => {
    const blocks = new Set<number>();
    const free = new Set<number>();
    const bytes = { total: 0, used: 0, free: 0 };
    for (let number = 1; number <= heap.extentCount; number += 1)
      walkExtent(heap, number, blocks, free, bytes);
    const listed = walkLists(heap);
    if (listed.size !== free.size || [...free].some((ref) => !listed.has(ref))) {
      throw new CorruptRegionError(`the heap has ${free.size} free blocks, its lists ${listed.size}`);
    }
    return { ...bytes, blocks };
  });
}

function walkExtent(
  heap: Heap,
  number: number,
  blocks: Set<number>,
  free: Set<number>,
  bytes: { total: number; used: number; free: number },
): void {
  const words = heap.extents.need(number);
  bytes.total += words.length * 4;
  let previousFree = false;
  let at = 0;
  while (at < words.length) {
    const size = words[at + BLOCK.SIZE] as number;
    const granules = granulesIn(size);
    const isFree = (size & BLOCK.FREE) !== 0;
    const end = at + granules * REF.GRANULE_WORDS;
    const sound =
      granules > 0 &&
      end <= words.length &&
      ((size & BLOCK.PREVIOUS_FREE) !== 0) === previousFree &&
      !(isFree && previousFree) &&
      (!isFree || words[end - 1] === granules);
    if (!sound) throw new CorruptRegionError(`the block at word ${at} of extent ${number} is overwritten`);
    if (isFree) free.add(refOf(number, at));
    else if (kindIn(size) !== BLOCK_KIND.FENCE) blocks.add(refOf(number, at));
    bytes[isFree ? 'free' : 'used'] += granules * 8;
    previousFree = isFree;
    at = end;
  }
}

function walkLists(heap: Heap): Set<number> {
  const listed = new Set<number>();
  for (let index = 0; index < CLASSES.COUNT; index += 1) {
    for (let ref = heap.headOf(index); ref !== 0; ) {
      if (listed.has(ref)) throw new CorruptRegionError('a free list of the heap goes in circles');
      listed.add(ref);
      ref = heap.extents.need(spaceOf(ref))[wordOf(ref) + BLOCK.NEXT] ?? 0;
    }
  }
  return listed;
}
