/**
 * The files behind regions. A named one is complete before anybody can find it: it is made under another name and then
 * linked to its own, which fails if somebody was faster.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readlinkSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { CorruptRegionError } from '@weft/atomics';
import { RegionAccessError, RegionNotFoundError } from '../errors.js';
import { native } from '../native/load.js';
import { failedWith, systemCall } from '../native/system-call.js';
import { segmentPath, unfinishedPath } from './names.js';

/** Bits of `stat` that say what users may do. */
const PERMISSIONS = 0o777;

/** Name of files without a name, as `/proc` shows it. */
const UNNAMED_LABEL = 'weft';

/** Never follow a link, never wait for the other end of a pipe, never let a child inherit it (Node sees to that). */
const OPEN_FLAGS = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Makes a file of that size, filled by `fill`, and gives it its name.
 *
 * @returns `false` if the name was taken
 */
export function createNamed(
  name: string,
  bytes: number,
  mode: number,
  fill: (file: number) => void,
): boolean {
  const path = segmentPath(name);
  const unfinished = unfinishedPath();
  return systemCall(`make the shared memory ${path}`, () => {
    const file = openSync(unfinished, OPEN_FLAGS | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      ftruncateSync(file, bytes);
      native().reserve(file, bytes);
      fill(file);
      // Only now: the umask has its say when a file is made, and nobody else is to look in before it is whole.
      fchmodSync(file, mode);
      return tryLink(unfinished, path);
    } finally {
      unlinkSync(unfinished);
      closeSync(file);
    }
  });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (failedWith(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Opens the file of that name; `undefined` if there is none. @throws RegionAccessError */
export function openNamed(name: string, mode: number): number | undefined {
  const path = segmentPath(name);
  const file = openPath(path);
  if (file === undefined) return undefined;
  try {
    checkAccess(path, fstatSync(file), mode);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openPath(path: string): number | undefined {
  try {
    return openSync(path, OPEN_FLAGS);
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    const refused = (why: string) => new RegionAccessError(`${path} ${why}`, { cause: error });
    // Which of the two it is for a link depends on the system.
    if (failedWith(error, 'ELOOP', 'EMLINK')) throw refused('is a symbolic link, not shared memory');
    if (failedWith(error, 'EISDIR', 'ENXIO')) throw refused('is no plain file');
    if (failedWith(error, 'EACCES', 'EPERM')) {
      throw refused('belongs to another user, or this process may not read and write it');
    }
    return systemCall(`open the shared memory ${path}`, () => {
      throw error;
    });
  }
}

/**
 * Whoever can write to the memory can break it: so it has to belong to this user and be open to no more users than
 * `mode` says. Where `mode` lets others write, they may be the owners as well.
 */
function checkAccess(path: string, stats: Stats, mode: number): void {
  if (!stats.isFile()) throw new RegionAccessError(`${path} is no plain file`);
  const granted = stats.mode & PERMISSIONS;
  if ((granted & ~mode) !== 0) {
    throw new RegionAccessError(
      `${path} is open to more users (mode ${octal(granted)}) than asked for (${octal(mode)}): it may be somebody ` +
        "else's; remove it, or pass that mode to open it",
    );
  }
  const user = process.geteuid?.();
  if (stats.uid !== user && (mode & 0o022) === 0) {
    throw new RegionAccessError(
      `${path} belongs to user ${stats.uid}, this process runs as ${user}: pass a mode that lets others write to share it`,
    );
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/**
 * Removes the name, unless it belongs to another file by now. Whoever has the file locked is the only one to do so.
 */
export function removeName(name: string, file: number): boolean {
  const path = segmentPath(name);
  return systemCall(`remove the shared memory ${path}`, () => {
    try {
      const [named, open] = [lstatSync(path), fstatSync(file)];
      if (named.ino !== open.ino || named.dev !== open.dev) return false;
      unlinkSync(path);
      return true;
    } catch (error) {
      if (failedWith(error, 'ENOENT')) return false;
      throw error;
    }
  });
}

/** Makes a file without a name. @returns `undefined` where the system has no such files */
export function createUnnamed(bytes: number): number | undefined {
  if (process.platform !== 'linux' || process.env.WEFT_SHM_ANONYMOUS === 'file') return undefined;
  const { unnamedFile, closeFile } = native();
  return systemCall('make anonymous shared memory', () => {
    const made = unnamedFile(UNNAMED_LABEL, bytes);
    try {
      // Opened once more by Node, which closes the files of a worker that is terminated.
      return openSync(`/proc/self/fd/${made}`, constants.O_RDWR);
    } catch (error) {
      // No /proc here, so others could not open it either.
      if (failedWith(error, 'ENOENT')) return undefined;
      throw error;
    } finally {
      closeFile(made);
    }
  });
}

/**
 * Opens a file without a name that another process (or this one) has open under that number.
 *
 * @throws RegionNotFoundError if it has not, or not any more
 */
export function openUnnamed(pid: number, number: number): number {
  const path = `/proc/${pid}/fd/${number}`;
  try {
    // By now the number may stand for anything: looked at before it is opened.
    if (!readlinkSync(path).startsWith(`/memfd:${UNNAMED_LABEL} `)) {
      throw new CorruptRegionError(`${path} is no shared memory of Weft`);
    }
    return openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    if (error instanceof CorruptRegionError || failedWith(error, 'ENOENT')) {
      throw new RegionNotFoundError(
        `process ${pid} has this anonymous region no longer open: it must keep it until its handle has been attached`,
        { cause: error },
      );
    }
    if (failedWith(error, 'EACCES', 'EPERM')) {
      throw new RegionAccessError(`this process may not open the memory of process ${pid}`, { cause: error });
    }
    return systemCall(`open the memory of process ${pid}`, () => {
      throw error;
    });
  }
}
