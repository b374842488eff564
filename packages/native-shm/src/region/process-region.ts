import { ArgumentError } from '@weft/atomics';
import { checkInteger, checkOptions } from '@weft/atomics/kit';
import { type Joinable, MappedRegion } from './mapped-region.js';
import {
  type Create,
  checkCapacity,
  checkOpenOptions,
  joinAnonymous,
  type Opened,
  openByName,
} from './open-segment.js';
import { listRegions, type RegionInfo, reapRegions, removeRegion } from './registry.js';
import type { SegmentSize } from './segment.js';

/** How a region is made. */
export interface AnonymousRegionOptions {
  /** Room for objects, in bytes: a `Lock` takes 32, names come on top. It never changes. */
  readonly bytes: number;
  /** How many threads of all processes can have the region open at once: 1 to 4096, default 64 (128 bytes each). */
  readonly maxParticipants?: number | undefined;
}

/** How a region is opened. */
export interface OpenRegionOptions extends Partial<AnonymousRegionOptions> {
  /** Whether to make the region if there is none (default); `exclusive`: only if there is none. */
  readonly create?: Create | undefined;
  /**
   * Permissions of the file of a new region, and the most that those of an existing one may be. Default 0o600: only
   * processes of this user. Whoever may write to a region can break what is in it.
   */
  readonly mode?: number | undefined;
}

const MOST_BYTES = 2 ** 31 - 1;

/**
 * A region that processes share: locks, events and all other objects made `{ in: region, name }` work between
 * processes exactly as they do between threads, and survive that any of them is killed at any moment.
 *
 * A named region is a file in the folder for shared memory. It stays when all have closed it, until `unlink()` removes
 * its name; `reap()` removes what only dead processes had open. An anonymous region is reached by its handle only, and
 * goes with the last process that has it open. Either travels by its handle: over the IPC of `fork`, to worker
 * threads, and as text (`toHandleString`).
 *
 * Each thread opens a region once; opening it again gives the same object.
 *
 * @example
 * const region = ProcessRegion.open('jobs', { bytes: 64 * 1024 });
 * const lock = new Lock({ in: region, name: 'queue' });
 * using guard = lock.acquireSync(); // no other process is in here
 */
export class ProcessRegion extends MappedRegion {
  private constructor(joinable: Joinable) {
    super(joinable);
  }

  /**
   * Opens the region of that name, or makes it: of processes that do so at the same moment one makes it, and no one
   * sees it half made.
   *
   * @throws ArgumentError also if it exists and is smaller than asked for: a region cannot be resized
   * @throws RegionNotFoundError if there is none and `create` is false
   * @throws RegionExistsError if there is one and `create` is `exclusive`
   * @throws RegionAccessError if it is not this user's, or open to more users than `mode` says
   * @throws CorruptRegionError if the file is no sound region of this version
   * @throws CapacityError if there is no room, in memory or among its participants
   */
  static open(name: string, options?: OpenRegionOptions): ProcessRegion {
    const { create, mode } = checkOpenOptions(options);
    const capacity =
      options?.maxParticipants === undefined ? undefined : checkCapacity(options.maxParticipants);
    const size = options?.bytes === undefined ? undefined : sizeOf(options as AnonymousRegionOptions);
    return ProcessRegion.from(openByName(name, { create, mode, size, capacity }));
  }

  /**
   * Makes a region that only those can open who are given its handle, while a process that has it is still there.
   *
   * @throws ArgumentError, CapacityError
   */
  static anonymous(options: AnonymousRegionOptions): ProcessRegion {
    return ProcessRegion.from(joinAnonymous(sizeOf(options)));
  }

  /** All named regions and blocks of this machine that this process may look into, and who has them open. */
  static list(): RegionInfo[] {
    return listRegions();
  }

  /**
   * Removes the names of what dead processes left behind: regions and blocks that somebody had open who died, and that
   * nobody has open now. What everybody has closed in good order stays.
   *
   * @returns the names that were removed
   */
  static reap(): string[] {
    return reapRegions();
  }

  /** @internal */
  static from(opened: Opened): ProcessRegion {
    const region = 'region' in opened ? opened.region : new ProcessRegion(opened);
    if (region instanceof ProcessRegion) return region;
    throw new ArgumentError('that is a block of memory, not a plain region: open it as a SharedMemoryBlock');
  }

  /** Removes a name, whatever is behind it and whoever has it open. @returns whether it was there */
  static remove(name: string): boolean {
    return removeRegion(name);
  }
}

function sizeOf(options: AnonymousRegionOptions): SegmentSize {
  checkOptions('options', options);
  const heapBytes = checkInteger('bytes', options.bytes, 1, MOST_BYTES);
  return { heapBytes, capacity: checkCapacity(options.maxParticipants), blockBytes: 0 };
}
