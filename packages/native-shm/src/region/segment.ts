/**
 * A segment: the file behind a region. It begins with the region's words; a block of raw bytes has these behind them,
 * at a page of their own.
 *
 * Nothing in a file is believed: sizes are compared with the file's before anything is mapped, and the rest of the
 * header is checked before it is used.
 */
import { closeSync, fstatSync, readlinkSync, readSync } from 'node:fs';
import { CapacityError, CorruptRegionError } from '@weft/atomics';
import {
  formatRegion,
  ParticipantTable,
  REGION,
  REGION_MAGIC,
  type RegionHeader,
  readHeader,
  regionWords,
  SLOT,
  STATUS,
} from '@weft/atomics/kit';
import { RegionAccessError } from '../errors.js';
import { lockFile, unlockFile } from '../files/file-lock.js';
import { mapFile, type ProcessMemory } from '../memory/process-memory.js';
import { systemCall } from '../native/system-call.js';
import type { SegmentPlace } from './handle.js';

/** The bytes of a block start at a multiple of this: of every page size there is. */
const BLOCK_START_ALIGN = 65_536;

/** How large a segment is made. */
export interface SegmentSize {
  readonly capacity: number;
  readonly heapBytes: number;
  /** Raw bytes behind the region, 0 for none. */
  readonly blockBytes: number;
}

/** Where the parts of a file are. */
export interface SegmentParts {
  readonly regionBytes: number;
  readonly blockStart: number;
  readonly blockBytes: number;
}

/** An open, mapped and checked segment. */
export interface Segment {
  readonly file: number;
  readonly place: SegmentPlace;
  /** Tells files apart, whatever they are called. */
  readonly identity: string;
  readonly parts: SegmentParts;
  readonly memory: ProcessMemory;
  readonly header: RegionHeader;
}

function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}

/** Bytes of the file for a segment of that size. */
export function fileBytes(size: SegmentSize): number {
  const regionBytes = regionWords(size.capacity, Math.ceil(size.heapBytes / 4)) * 4;
  return size.blockBytes === 0 ? regionBytes : roundUp(regionBytes, BLOCK_START_ALIGN) + size.blockBytes;
}

/** Makes the zeroed file of a new segment a region. */
export function formatSegment(file: number, size: SegmentSize): void {
  const { words } = mapFile(file, 0, regionWords(size.capacity, Math.ceil(size.heapBytes / 4)) * 4);
  Atomics.store(words, REGION.PID_SPACE, pidSpace());
  formatRegion(words, size.capacity);
}

/** Tells files apart. */
export function identityOf(file: number): string {
  const { dev, ino } = fstatSync(file);
  return `${dev}:${ino}`;
}

function isNamed(file: number): boolean {
  return fstatSync(file).nlink > 0;
}

/**
 * Maps and checks an open file.
 *
 * @throws CorruptRegionError, RegionAccessError (made in another container)
 */
export function readSegment(file: number, place: SegmentPlace): Segment {
  const parts = readParts(file);
  const memory = mapFile(file, 0, parts.regionBytes);
  const header = readHeader(memory.words);
  const space = Atomics.load(memory.words, REGION.PID_SPACE);
  if (space !== pidSpace()) {
    throw new RegionAccessError(
      'the region was made in another container: processes that cannot see each other could not tell who died',
    );
  }
  return { file, place, identity: identityOf(file), parts, memory, header };
}

/** Reads from the file, not from memory: a file that is shorter than it says would kill the process when touched. */
function readParts(file: number): SegmentParts {
  const words = new Int32Array(REGION.SIZE);
  const { size } = fstatSync(file);
  const read = systemCall('read the header of a region', () =>
    readSync(file, new Uint8Array(words.buffer), 0, words.byteLength, 0),
  );
  const regionBytes = (words[REGION.WORDS] as number) * 4;
  if (read < words.byteLength || words[REGION.MAGIC] !== REGION_MAGIC || regionBytes < words.byteLength) {
    // Says what is wrong with the version or the magic, if that is it.
    readHeader(read < words.byteLength ? new Int32Array(0) : words);
    throw new CorruptRegionError('the header of the region contradicts itself: it was overwritten');
  }
  if (size === regionBytes) return { regionBytes, blockStart: 0, blockBytes: 0 };
  const blockStart = roundUp(regionBytes, BLOCK_START_ALIGN);
  if (size <= blockStart) {
    throw new CorruptRegionError(`the region was made with ${regionBytes} bytes, but its file has ${size}`);
  }
  return { regionBytes, blockStart, blockBytes: size - blockStart };
}

/**
 * Locks an open file for a thread that is about to join, so that nobody else joins or clears it away, and makes sure
 * that there is room for one more participant. `finishJoin` lets it go.
 *
 * @returns `undefined` if the file was to be found by name and has lost that name meanwhile
 */
export function beginJoin(file: number, place: SegmentPlace): Segment | undefined {
  lockFile(file);
  try {
    if ('name' in place && !isNamed(file)) {
      unlockFile(file);
      return undefined;
    }
    const segment = readSegment(file, place);
    makeRoom(participantsOf(segment));
    return segment;
  } catch (error) {
    unlockFile(file);
    throw error;
  }
}

/** The thread has joined. */
export function finishJoin({ file, place }: Segment): void {
  unlockFile(file);
  // Files without a name are reached by the number that this process has for them; others by their name.
  if ('name' in place) closeSync(file);
}

/** Who was killed in the middle of joining never came to be alive, and nobody else joins now. */
function makeRoom(table: ParticipantTable): void {
  let room = false;
  for (let index = 0; index < table.capacity; index += 1) {
    const slot = table.slotAt(index);
    Atomics.compareExchange(table.words, slot + SLOT.STATUS, STATUS.JOINING, STATUS.DEAD);
    room ||= !table.isAlive(slot);
  }
  if (room || probeAll(table).length < table.capacity) return;
  throw new CapacityError(
    `all ${table.capacity} participants of the region are alive: make it with a larger maxParticipants`,
  );
}

/** The participants of a segment. */
export function participantsOf({ memory, header }: Segment): ParticipantTable {
  return new ParticipantTable(memory.words, header.participants, header.capacity);
}

/** First words of the slots of those who live, after asking the system about each. */
export function probeAll(table: ParticipantTable): number[] {
  const slots = Array.from(table.living());
  return slots.filter((slot) => !table.probeNow(Atomics.load(table.words, slot + SLOT.TOKEN)));
}

/** Whether somebody died with the segment open, as far as the table still knows. */
export function hasDead(table: ParticipantTable): boolean {
  for (let index = 0; index < table.capacity; index += 1) {
    if (Atomics.load(table.words, table.slotAt(index) + SLOT.STATUS) === STATUS.DEAD) return true;
  }
  return false;
}

let ownPidSpace: number | undefined;

/** The name space of process numbers that this process lives in: containers have their own. */
function pidSpace(): number {
  ownPidSpace ??= readPidSpace();
  return ownPidSpace;
}

function readPidSpace(): number {
  try {
    const [, number] = /^pid:\[(\d+)\]$/.exec(readlinkSync('/proc/self/ns/pid')) ?? [];
    return Number(number ?? 0) | 0;
  } catch {
    return 0;
  }
}
