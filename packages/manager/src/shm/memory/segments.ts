/**
 * The regions that a heap spreads over: the one that it was made in, and those that were added when that was full. Only
 * named regions of processes can be added to: others would not find the new ones.
 */
import { CapacityError, CorruptRegionError, type Region } from '@weft/atomics';
import type { ProcessRegion } from '@weft/native-shm';

/** A segment has one participant for each thread. */
const MOST_THREADS = 512;

/** The segments of the regions that this thread has a heap in. */
const known = new WeakMap<Region, Segments>();

/** Closes the regions that were added to that one. */
export function closeSegments(main: Region): void {
  known.get(main)?.close();
}

/** The segments of one heap, as this thread has them open. Number 0 is the region that it was made in. */
export class Segments {
  readonly #main: Region;
  readonly #added: Region[] = [];

  constructor(main: Region) {
    this.#main = main;
    known.set(main, this);
  }

  /** The first that extents are taken from: if there can be others, the region itself is left to its objects. */
  get first(): number {
    return grows(this.#main) ? 1 : 0;
  }

  /** @throws CorruptRegionError if there is none of that number */
  at(number: number): Region {
    const region = this.make(number, undefined);
    if (region !== undefined) return region;
    throw new CorruptRegionError(
      `segment ${number} of the shared memory is missing: it was removed, or never made`,
    );
  }

  /**
   * The segment of that number, made with so many bytes if these are given and it is not there; `undefined` if the region
   * cannot have it.
   *
   * @throws CapacityError if the system has no more memory to share
   */
  make(number: number, bytes: number | undefined): Region | undefined {
    if (number === 0) return this.#main;
    if (!grows(this.#main) || number < 0) return undefined;
    this.#added[number] ??= open(this.#main, number, bytes);
    return this.#added[number];
  }

  /** Closes all but the first. */
  close(): void {
    for (const region of this.#added.splice(0)) region?.close();
  }
}

/** What the names of all segments of a region begin with. Its id is in it: one of the same name has others later. */
export function segmentPrefix({ name, id }: ProcessRegion): string {
  return `${name}~${id}~`;
}

function grows(main: Region): main is ProcessRegion {
  return main.scope === 'process' && (main as ProcessRegion).name !== undefined;
}

function open(main: ProcessRegion, number: number, bytes: number | undefined): Region {
  // Not imported: the package is optional, and whoever has such a region has its class.
  const { open: openRegion } = main.constructor as typeof ProcessRegion;
  const name = `${segmentPrefix(main)}${number}`;
  if (bytes === undefined) return openRegion(name, { create: false });
  try {
    return openRegion(name, { bytes, maxParticipants: MOST_THREADS });
  } catch (error) {
    if (!(error instanceof CapacityError)) throw error;
    throw new CapacityError(`there is no room for ${bytes} more bytes of shared memory: ${error.message}`);
  }
}
