import { closeSync } from 'node:fs';
import { ClosedError, type Participant, Region } from '@weft/atomics';
import { lockFile, unlockFile } from '../files/file-lock.js';
import { openNamed, removeName } from '../files/segment-file.js';
import { type ProcessRegionHandle, processRegionHandle } from './handle.js';
import { finishJoin, identityOf, participantsOf, probeAll, type Segment } from './segment.js';

/** Anybody's permissions: to remove what this thread has open, it matters only that it is the same file. */
const ANY_MODE = 0o777;

/** A segment that is locked until a region has been made of it. */
export interface Joinable {
  readonly segment: Segment;
  /** It has no name that anybody would look for: whoever leaves last removes it. */
  readonly removedByLast: boolean;
}

/** A region in memory that processes share: what regions and raw blocks have in common. */
export abstract class MappedRegion extends Region {
  /** Plain data that stands for the region; pass it to another thread or process and `attach` it there. */
  declare readonly handle: ProcessRegionHandle;
  readonly #segment: Segment;
  readonly #removedByLast: boolean;

  /** Joins the segment. It was checked that it is sound and has room, so this does not fail and leave it locked. */
  protected constructor({ segment, removedByLast }: Joinable) {
    super(segment.memory, processRegionHandle(segment.header.id, segment.place));
    this.#segment = segment;
    this.#removedByLast = removedByLast;
    open.set(segment.identity, this);
    finishJoin(segment);
  }

  /** The name by which other processes open it; `undefined` for an anonymous one. */
  get name(): string | undefined {
    const { place } = this.#segment;
    return 'name' in place && !this.#removedByLast ? place.name : undefined;
  }

  /** Everybody who has it open and lives: asks the operating system about each. */
  participants(): Participant[] {
    this.#checkOpen();
    const table = participantsOf(this.#segment);
    probeAll(table);
    return table.list();
  }

  /**
   * Ends this thread's use of the region: its objects throw `ClosedError` from then on, pending waits reject, and
   * locks that this thread still holds in it become abandoned. A named region stays for others until somebody calls
   * `unlink`; an anonymous one is gone when the last one has closed it. The memory is given back when its buffer is
   * collected. Closing twice does nothing.
   */
  override close(): void {
    if (this.closed) return;
    super.close();
    const { identity, place, file } = this.#segment;
    if (open.get(identity) === this) open.delete(identity);
    if (!('name' in place)) closeSync(file);
    else if (this.#removedByLast && probeAll(participantsOf(this.#segment)).length === 0) this.unlink();
  }

  /**
   * Removes the name: nobody opens the region by it any more, and those who have it open keep it. The memory is gone
   * when the last one has closed it.
   *
   * @returns whether the name was there and led to this region
   */
  unlink(): boolean {
    const { place, identity } = this.#segment;
    if (!('name' in place)) return false;
    return removeIfSame(place.name, identity);
  }

  /** @internal */
  get segment(): Segment {
    return this.#segment;
  }

  #checkOpen(): void {
    if (this.closed)
      throw new ClosedError('this thread has closed the region: open it again to ask for its participants');
  }
}

/** What this thread has open, by the identity of the file. */
const open = new Map<string, MappedRegion>();

/** The region or block with that id that this thread has open. */
export function openWithId(id: string): MappedRegion | undefined {
  for (const region of open.values()) if (region.id === id) return region;
  return undefined;
}

/** The region or block that this thread has open over that file. */
export function openHere(identity: string): MappedRegion | undefined {
  return open.get(identity);
}

function removeIfSame(name: string, identity: string): boolean {
  const file = openNamed(name, ANY_MODE);
  if (file === undefined) return false;
  try {
    lockFile(file);
    const same = identityOf(file) === identity && removeName(name, file);
    unlockFile(file);
    return same;
  } finally {
    closeSync(file);
  }
}
