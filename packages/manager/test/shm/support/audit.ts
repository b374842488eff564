/** Whether the heap of a region and those who have its blocks agree. */
import type { Region } from '@weft/atomics';
import { expect } from 'vitest';
import { auditHeap } from '../../../dist/shm/memory/audit.js';
import { Heap } from '../../../dist/shm/memory/heap.js';

/** What has blocks of the heap. */
export interface Owner {
  /** @internal */
  blocks(): number[];
}

/** No block of the heap is without an owner, or has two, and no byte is missing. Gives the bytes in use. */
export function expectNothingLost(region: Region, owners: readonly Owner[]): number {
  const { blocks, total, used, free } = auditHeap(Heap.in(region));
  expect(used + free).toBe(total);
  const owned = owners.flatMap((owner) => owner.blocks());
  expect(owned.length).toBe(blocks.size);
  for (const block of owned) if (!blocks.has(block)) expect.fail(`block ${block} is not in use`);
  expect(new Set(owned).size).toBe(owned.length);
  return used;
}
