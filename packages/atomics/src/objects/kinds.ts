/** The kinds of shared object, by number (in memory) and by name (in handles and reports). */
import { CorruptRegionError } from '../errors.js';
import type { Block } from './block.js';
import type { ObjectHandle } from './handle.js';
import type { SharedObject } from './shared-object.js';

/** One kind of shared object. */
export interface Kind {
  /** Number in the block header: 1 to 63 in this package, 64 to 255 in others. */
  readonly number: number;
  readonly name: string;
  /** The fewest state words that an object of the kind has. */
  readonly words: number;
  /** Address of the module that makes such objects, to be loaded where one arrives, if `@weft/threads` does not know it. */
  readonly module?: string;
  /** Makes the object for a block of that kind; `handle` if it came by one. */
  readonly attach: (block: Block, handle?: ObjectHandle) => SharedObject;
}

const byNumber = new Map<number, Kind>();
const byName = new Map<string, Kind>();

/** Makes a kind known, so that `region.get`, `inspect` and `attach` can make its objects. */
export function registerKind(kind: Kind): Kind {
  byNumber.set(kind.number, kind);
  byName.set(kind.name, kind);
  return kind;
}

export function kindOfNumber(number: number): Kind {
  const kind = byNumber.get(number);
  if (kind === undefined) {
    throw new CorruptRegionError(
      `objects of kind ${number} are not known here: import the package that makes them`,
    );
  }
  return kind;
}

export function kindOfName(name: string): Kind | undefined {
  return byName.get(name);
}
