/** Opens and makes segments, named and anonymous, for this thread. */
import { closeSync } from 'node:fs';
import { ArgumentError } from '@weft/atomics';
import { checkInteger, checkOptions, MOST_PARTICIPANTS } from '@weft/atomics/kit';
import { RegionExistsError, RegionNotFoundError } from '../errors.js';
import { anonymousName, isAnonymousName, segmentPath } from '../files/names.js';
import { createNamed, createUnnamed, openNamed, openUnnamed } from '../files/segment-file.js';
import { systemCall } from '../native/system-call.js';
import type { ProcessRegionHandle, SegmentPlace } from './handle.js';
import { type Joinable, type MappedRegion, openHere } from './mapped-region.js';
import { beginJoin, fileBytes, finishJoin, formatSegment, identityOf, type SegmentSize } from './segment.js';

/** Whether a segment is made if there is none; `exclusive`: only if there is none. */
export type Create = boolean | 'exclusive';

/** How a segment is opened, checked. */
export interface OpenRequest {
  readonly create: Create;
  readonly mode: number;
  /** How large to make it, and how large it is to be at least; `undefined`: take what is there. */
  readonly size: SegmentSize | undefined;
  /** For how many participants it is to have room at least. */
  readonly capacity: number | undefined;
}

/** What was asked for: open in this thread already, or ready to be joined. */
export type Opened = { readonly region: MappedRegion } | Joinable;

/** Whether what this thread has open already is taken, or joined once more. */
type Reuse = 'reuse' | 'join';

export const DEFAULT_MODE = 0o600;
const ANY_MODE = 0o777;
const DEFAULT_PARTICIPANTS = 64;

/** A region that was just removed by another process may be found and lost again; nobody does so for ever. */
const MOST_ATTEMPTS = 100;

/** Checks the options that all ways of opening share. */
export function checkOpenOptions(options: { create?: unknown; mode?: unknown } | undefined): {
  create: Create;
  mode: number;
} {
  if (options !== undefined) checkOptions('options', options);
  const create = options?.create ?? true;
  if (create !== true && create !== false && create !== 'exclusive') {
    throw new ArgumentError(`create must be true, false or 'exclusive', got ${String(create)}`);
  }
  return { create, mode: checkInteger('mode', options?.mode ?? DEFAULT_MODE, 0o600, 0o777) };
}

/** Checks a number of participants. */
export function checkCapacity(maxParticipants: unknown): number {
  return checkInteger('maxParticipants', maxParticipants ?? DEFAULT_PARTICIPANTS, 1, MOST_PARTICIPANTS);
}

/**
 * Opens the segment of that name, or makes it.
 *
 * @throws RegionNotFoundError, RegionExistsError, RegionAccessError, CorruptRegionError, CapacityError
 */
export function openByName(name: string, request: OpenRequest): Opened {
  return findOrMake(name, request, 'reuse');
}

/** The same, joining the segment once more if this thread has it open. */
export function joinByName(name: string, request: OpenRequest): Joinable {
  return findOrMake(name, request, 'join') as Joinable;
}

function findOrMake(name: string, request: OpenRequest, reuse: Reuse): Opened {
  const path = segmentPath(name);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const file = openNamed(name, request.mode);
    if (file === undefined && request.create === false) {
      throw new RegionNotFoundError(
        `there is no region ${JSON.stringify(name)} (${path}): make it, or start the program that makes it first`,
      );
    }
    if (file === undefined) {
      const created = createSegment(name, request);
      if (created !== undefined) return created;
      // Somebody was faster: look again.
    } else {
      if (request.create === 'exclusive') exists(name, file);
      const opened = open(file, { name }, false, reuse);
      if (opened !== undefined) return checkSize(opened, request);
    }
  }
  throw new RegionNotFoundError(`the region ${JSON.stringify(name)} is removed as fast as it is made`);
}

/** A segment keeps the size that it was made with. */
function checkSize(opened: Opened, { size, capacity = 0 }: OpenRequest): Opened {
  const segment = 'region' in opened ? opened.region.segment : opened.segment;
  const { header, parts } = segment;
  const there = {
    heapBytes: (header.end - header.heap) * 4,
    blockBytes: parts.blockBytes,
    capacity: header.capacity,
  };
  const fits =
    capacity <= there.capacity &&
    (size === undefined || (size.heapBytes <= there.heapBytes && size.blockBytes <= there.blockBytes));
  if (fits) return opened;
  if ('segment' in opened) finishJoin(segment);
  throw new ArgumentError(
    `the region exists with room for ${there.blockBytes || there.heapBytes} bytes and ${there.capacity} participants, ` +
      'less than asked for, and cannot be resized: open it with the numbers it was made with, or remove it first',
  );
}

function exists(name: string, file: number): never {
  closeSync(file);
  throw new RegionExistsError(`there is a region ${JSON.stringify(name)} already (${segmentPath(name)})`);
}

function createSegment(name: string, { size, mode, create }: OpenRequest): Opened | undefined {
  if (size === undefined) {
    throw new ArgumentError(
      `there is no region ${JSON.stringify(name)}; to make it, say how many bytes it is to have`,
    );
  }
  const created = createNamed(name, fileBytes(size), mode, (file) => formatSegment(file, size));
  if (!created && create !== 'exclusive') return undefined;
  const file = openNamed(name, mode);
  if (!created && file !== undefined) exists(name, file);
  return file === undefined ? undefined : open(file, { name }, false, 'join');
}

/** Makes a segment that is reached by its handle only. */
export function joinAnonymous(size: SegmentSize): Joinable {
  const file = createUnnamed(fileBytes(size));
  if (file === undefined) return joinHidden(size);
  return withFile(file, () => {
    formatSegment(file, size);
    return join(file, { pid: process.pid, file }, false);
  }) as Joinable;
}

/** Where the system has no files without a name: one with a name that nobody guesses. */
function joinHidden(size: SegmentSize): Joinable {
  const name = anonymousName();
  createNamed(name, fileBytes(size), DEFAULT_MODE, (file) => formatSegment(file, size));
  return openHidden(name, 'join') as Joinable;
}

function openHidden(name: string, reuse: Reuse): Opened {
  const file = openNamed(name, DEFAULT_MODE);
  const opened = file === undefined ? undefined : open(file, { name }, true, reuse);
  if (opened !== undefined) return opened;
  throw new RegionNotFoundError('everybody has closed this anonymous region');
}

/** Opens what a handle stands for. */
export function openByHandle(handle: ProcessRegionHandle): Opened {
  if ('name' in handle) {
    return isAnonymousName(handle.name)
      ? openHidden(handle.name, 'reuse')
      : // Whoever passed the handle on vouches for it.
        openByName(handle.name, { create: false, mode: ANY_MODE, size: undefined, capacity: undefined });
  }
  const pid = checkInteger('pid of the handle', handle.pid, 1, 0x7fffffff);
  const file = openUnnamed(pid, checkInteger('file of the handle', handle.file, 0, 0x7fffffff));
  return open(file, { pid: process.pid, file }, false, 'reuse') as Opened;
}

/** Takes what this thread has open over the file, or joins. `undefined` if the file lost its name meanwhile. */
function open(file: number, place: SegmentPlace, removedByLast: boolean, reuse: Reuse): Opened | undefined {
  return withFile(file, () => {
    const region = reuse === 'reuse' ? openHere(identityOf(file)) : undefined;
    if (region === undefined) return join(file, place, removedByLast);
    closeSync(file);
    return { region };
  });
}

function join(file: number, place: SegmentPlace, removedByLast: boolean): Joinable | undefined {
  const segment = beginJoin(file, place);
  return segment === undefined ? undefined : { segment, removedByLast };
}

/** Closes the file if nothing comes of it. */
function withFile<T>(file: number, use: () => T | undefined): T | undefined {
  let kept = false;
  try {
    const result = systemCall('open shared memory', use);
    kept = result !== undefined;
    return result;
  } finally {
    if (!kept) closeSync(file);
  }
}
