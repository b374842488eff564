/** All named segments of this machine: finding them, and clearing away what the dead left. */
import { closeSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Participant, WeftError } from '@weft/atomics';
import { lockFile, unlockFile } from '../files/file-lock.js';
import { segmentFolder } from '../files/folder.js';
import { makerOfUnfinished, nameOfFile, segmentPath } from '../files/names.js';
import { openNamed, removeName } from '../files/segment-file.js';
import { failedWith, systemCall } from '../native/system-call.js';
import { hasDead, participantsOf, probeAll, readSegment, type Segment } from './segment.js';

/** What can be told about a named region or block without opening it. */
export interface RegionInfo {
  /** As it was created. */
  readonly name: string;
  /** `damaged`: no sound region; `problem` says why. */
  readonly kind: 'region' | 'block' | 'damaged';
  /** Room for objects, or the size of the block. */
  readonly bytes: number;
  /** Who has it open and lives. */
  readonly participants: readonly Participant[];
  /** Nobody has it open, and somebody died who had: `reap` would remove it. */
  readonly stale: boolean;
  /** Why it is damaged. */
  readonly problem?: string;
}

/** To look is allowed whatever the mode is; a foreign owner's files cannot be opened anyway, unless this is root. */
const ANY_MODE = 0o777;

export function listRegions(): RegionInfo[] {
  return files()
    .map(nameOfFile)
    .filter((name) => name !== undefined)
    .sort()
    .map((name) => look(name))
    .filter((info) => info !== undefined);
}

function files(): string[] {
  const folder = segmentFolder();
  return systemCall(`read the folder ${folder}`, () => readdirSync(folder));
}

function look(name: string): RegionInfo | undefined {
  try {
    return withSegment(name, (segment) => describe(name, segment));
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    return { name, kind: 'damaged', bytes: 0, participants: [], stale: false, problem: error.message };
  }
}

function describe(name: string, segment: Segment): RegionInfo {
  const { header, parts } = segment;
  const table = participantsOf(segment);
  const isBlock = parts.blockBytes > 0;
  const alive = probeAll(table).length;
  return {
    name,
    kind: isBlock ? 'block' : 'region',
    bytes: isBlock ? parts.blockBytes : (header.end - header.heap) * 4,
    participants: table.list(),
    stale: alive === 0 && hasDead(table),
  };
}

/** `undefined` if the name is gone by now. */
function withSegment<T>(name: string, use: (segment: Segment) => T): T | undefined {
  const file = openNamed(name, ANY_MODE);
  if (file === undefined) return undefined;
  try {
    return use(readSegment(file, { name }));
  } finally {
    closeSync(file);
  }
}

export function removeRegion(name: string): boolean {
  return systemCall(`remove the region ${JSON.stringify(name)}`, () => {
    try {
      // Also what is no sound region, or not this user's to open: whether it may be removed is the system's to say.
      unlinkSync(segmentPath(name));
      return true;
    } catch (error) {
      if (failedWith(error, 'ENOENT')) return false;
      throw error;
    }
  });
}

export function reapRegions(): string[] {
  const removed: string[] = [];
  for (const file of files()) {
    const name = nameOfFile(file);
    if (name !== undefined && reap(name)) removed.push(name);
    const maker = makerOfUnfinished(file);
    if (maker !== undefined && !runs(maker)) removeUnfinished(file);
  }
  return removed;
}

function reap(name: string): boolean {
  if (look(name)?.stale !== true) return false;
  return (
    withSegment(name, (segment) => {
      // Nobody joins while it is locked, so nobody is left with a region that has just lost its name.
      lockFile(segment.file);
      const stale = probeAll(participantsOf(segment)).length === 0;
      const removed = stale && removeName(name, segment.file);
      unlockFile(segment.file);
      return removed;
    }) ?? false
  );
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !failedWith(error, 'ESRCH');
  }
}

/** What a process was making when it died. */
function removeUnfinished(file: string): void {
  try {
    unlinkSync(join(segmentFolder(), file));
  } catch {
    // Another process was faster, or it is another user's.
  }
}
