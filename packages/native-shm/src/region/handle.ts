/** Handles of regions of processes: plain data that survives JSON, so they travel by any channel. */
import { attach, type RegionHandle, share } from '@weft/atomics';
import { HANDLE_MARK, LAYOUT_VERSION } from '@weft/atomics/kit';

/** Where the file of a region is to be found. */
export type SegmentPlace =
  | { readonly name: string }
  /** A file without a name, by the process that has it open and the number it has there. */
  | { readonly pid: number; readonly file: number };

/** Stands for a region of processes. */
export type ProcessRegionHandle = RegionHandle & {
  /** Any process of this machine can use it. */
  readonly scope: 'process';
  /** Id of the region. */
  readonly id: string;
} & SegmentPlace;

export function processRegionHandle(id: string, place: SegmentPlace): ProcessRegionHandle {
  return { [HANDLE_MARK]: 'Region', version: LAYOUT_VERSION, scope: 'process', id, ...place };
}

/**
 * A region, an object in one, or any plain value with such in it, as text: for a child's arguments or environment.
 *
 * @throws ArgumentError if only threads can share something in it
 *
 * @example
 * spawn(process.execPath, ['child.js', toHandleString(lock)]);
 */
export function toHandleString(value: unknown): string {
  return JSON.stringify(share(value, { scope: 'process' }));
}

/**
 * What `toHandleString` made a text of.
 *
 * @throws SyntaxError if the text is not JSON
 *
 * @example
 * const lock = fromHandleString<Lock>(process.argv[2]);
 */
export function fromHandleString<T = unknown>(text: string): T {
  return attach<T>(JSON.parse(text));
}
