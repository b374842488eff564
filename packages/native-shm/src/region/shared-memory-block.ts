import { ArgumentError, ClosedError } from '@weft/atomics';
import { checkInteger } from '@weft/atomics/kit';
import { mapFile } from '../memory/process-memory.js';
import { type Joinable, MappedRegion } from './mapped-region.js';
import { type Create, checkCapacity, checkOpenOptions, joinAnonymous, joinByName } from './open-segment.js';
import { finishJoin } from './segment.js';

/** How a block is opened. */
export interface SharedMemoryBlockOptions {
  /** Whether to make the block if there is none (default); `exclusive`: only if there is none. */
  readonly create?: Create | undefined;
  /** Permissions of the file of a new block, and the most that those of an existing one may be; default 0o600. */
  readonly mode?: number | undefined;
  /** How many threads of all processes can have the block open at once: 1 to 4096, default 64. */
  readonly maxParticipants?: number | undefined;
}

/** Room for some objects beside the bytes: locks that protect them, events that tell of changes. */
const HEAP_BYTES = 4096;

/** Files of a terabyte are sparse; what is asked for here is really taken. */
const MOST_BYTES = 2 ** 40;

/**
 * Raw bytes that processes share, as Python's `SharedMemory`: `buffer` is a `SharedArrayBuffer` where the runtime can
 * make one over shared memory (Node 22.23, 24.21, 26.1 and later), else an `ArrayBuffer`. Zeroed when it is made.
 *
 * Nothing keeps two processes from writing at the same time, but a block is also a small region: make a lock in it.
 *
 * @example
 * const frame = new SharedMemoryBlock('frame', 1920 * 1080 * 4);
 * const lock = new Lock({ in: frame, name: 'lock' });
 * const pixels = new Uint8Array(frame.buffer);
 */
export class SharedMemoryBlock extends MappedRegion {
  #buffer: ArrayBuffer | SharedArrayBuffer | undefined;

  /**
   * Opens the block of that name, or makes it; without a name it is anonymous and reached by its handle only.
   *
   * @param bytes the size of a new block; an existing one must be at least as large
   * @throws ArgumentError, RegionNotFoundError, RegionExistsError, RegionAccessError, CorruptRegionError, CapacityError
   */
  constructor(name: string | undefined | Joinable, bytes?: number, options?: SharedMemoryBlockOptions) {
    const joinable = typeof name === 'object' ? name : openBlock(name, bytes, options);
    const buffer = mapBlock(joinable);
    super(joinable);
    this.#buffer = buffer;
  }

  /** The bytes. @throws ClosedError after `close` */
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    if (this.#buffer !== undefined) return this.#buffer;
    throw new ClosedError('this thread has closed the block: open it again to use its bytes');
  }

  /** As `close` of a region. A buffer that was taken before stays usable until it is collected. */
  override close(): void {
    this.#buffer = undefined;
    super.close();
  }
}

function openBlock(
  name: string | undefined,
  bytes: number | undefined,
  options: SharedMemoryBlockOptions | undefined,
): Joinable {
  const { create, mode } = checkOpenOptions(options);
  const capacity = checkCapacity(options?.maxParticipants);
  const size =
    bytes === undefined
      ? undefined
      : { heapBytes: HEAP_BYTES, capacity, blockBytes: checkInteger('bytes', bytes, 1, MOST_BYTES) };
  if (name !== undefined) {
    const atLeast = options?.maxParticipants === undefined ? undefined : capacity;
    return joinByName(name, { create, mode, size, capacity: atLeast });
  }
  if (size === undefined) throw new ArgumentError('an anonymous block needs a number of bytes');
  return joinAnonymous(size);
}

/** Maps the bytes while the file is at hand. */
function mapBlock({ segment }: Joinable): ArrayBuffer | SharedArrayBuffer {
  const { file, parts } = segment;
  try {
    if (parts.blockBytes > 0) return mapFile(file, parts.blockStart, parts.blockBytes).buffer;
    throw new ArgumentError('that is a region without raw bytes: open it with ProcessRegion.open');
  } catch (error) {
    finishJoin(segment);
    throw error;
  }
}
