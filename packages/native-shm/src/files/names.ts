/** From names of regions to names of files and back. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ArgumentError } from '@weft/atomics';
import { segmentFolder } from './folder.js';

const PREFIX = 'weft-';

/** Names of regions never give a comma, so no region is taken for a file that is still being made. */
const UNFINISHED_PREFIX = 'weft,';

/** What file systems take, less the prefix. */
const LONGEST_ENCODED = 250;

/** The path of the file of that name. Everything but letters, digits and `-_.!~*'()` is percent-encoded. */
export function segmentPath(name: unknown): string {
  if (typeof name !== 'string' || name === '' || !isEncodable(name)) {
    throw new ArgumentError(`name of a region must be a non-empty string, got ${JSON.stringify(name)}`);
  }
  const encoded = encodeURIComponent(name);
  if (encoded.length > LONGEST_ENCODED) {
    throw new ArgumentError(
      `name of a region must take at most ${LONGEST_ENCODED} bytes, percent-encoded; this one takes ${encoded.length}`,
    );
  }
  return join(segmentFolder(), PREFIX + encoded);
}

/** The name of the region in a file called that; `undefined` if it is none. */
export function nameOfFile(file: string): string | undefined {
  if (!file.startsWith(PREFIX)) return undefined;
  try {
    const name = decodeURIComponent(file.slice(PREFIX.length));
    return name !== '' && PREFIX + encodeURIComponent(name) === file ? name : undefined;
  } catch {
    return undefined;
  }
}

/** A path for a file that is not to be found by name yet. */
export function unfinishedPath(): string {
  return join(segmentFolder(), `${UNFINISHED_PREFIX}${process.pid},${randomBytes(6).toString('hex')}`);
}

/** The process that was making that file; `undefined` if it is a file of another kind. */
export function makerOfUnfinished(file: string): number | undefined {
  const [, pid] = /^weft,(\d+),[0-9a-f]{12}$/.exec(file) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

/** A name that nobody else has, for a region that is passed on by its handle. */
export function anonymousName(): string {
  return `~${randomBytes(12).toString('hex')}`;
}

/** Whether `anonymousName` made the name. */
export function isAnonymousName(name: string): boolean {
  return /^~[0-9a-f]{24}$/.test(name);
}

function isEncodable(name: string): boolean {
  try {
    encodeURIComponent(name);
    return true;
  } catch {
    return false;
  }
}
