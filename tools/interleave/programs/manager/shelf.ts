/** What programs about containers in shared memory have in common: a small region, and how they are explored. */
import { Region } from '@weft/atomics';
import type { Exploration } from '@weft/interleave/program';
import { auditHeap } from '../../../../packages/manager/dist/shm/memory/audit.js';
import { Heap } from '../../../../packages/manager/dist/shm/memory/heap.js';
import { monitorsPark } from '../atomics/constants.js';

const SHM = 'packages/manager/src/shm';

/** Small extents, small tiles, small tables; readers that soon lose their patience. */
const constants = {
  ...monitorsPark,
  [`${SHM}/memory/plan-extent.ts`]: { FIRST_WORDS: 256 },
  [`${SHM}/container.ts`]: { TRIES: 1 },
  [`${SHM}/layout.ts`]: { LEAST_WORDS: 4 },
};

/** For those that only change things: nothing races. */
export const exploration: Exploration = { constants };

/** For those that read as well. */
export const withReaders: Exploration = {
  constants,
  races: [
    {
      within: 'shm/memory/store.ts',
      why: 'who reads without the mutex believes what it has read only if the version is still the same',
    },
    {
      within: 'shm/memory/version.ts',
      why: 'only the owner of the mutex changes the version; readers write it as it is, for the order of loads',
    },
  ],
};

/** A region with room for a heap and a few containers. */
export function makeRegion(): Region {
  return Region.create({ bytes: 2 ** 15, maxParticipants: 4 });
}

/** A container as an audit sees it. */
interface Audited {
  /** References of all blocks that belong to it. */
  blocks(): number[];
}

/** All blocks that are in use belong to these containers, once each; blocks and free lists agree. @throws if not */
export function audit(region: Region, containers: readonly Audited[]): void {
  const { blocks } = auditHeap(Heap.in(region));
  const owned = containers.flatMap((container) => container.blocks());
  if (owned.length === blocks.size && owned.every((block) => blocks.has(block))) return;
  throw new Error(`${blocks.size} blocks are in use, containers have ${owned.length}`);
}
