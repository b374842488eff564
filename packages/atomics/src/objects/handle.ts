/** Handles: plain data that stands for a shared object, for channels that copy by structured clone. */
import { LAYOUT_VERSION } from '../layout.js';

/** Marks a plain object as a handle; the value is the name of the kind. */
export const HANDLE_MARK = '@weft';

/** Stands for a region. Regions of other scopes than `thread` add fields of their own. */
export interface RegionHandle {
  /** Marks it as a handle, and of what. */
  readonly '@weft': 'Region';
  /** Layout version of the memory. */
  readonly version: number;
  /** Who can use it. */
  readonly scope: 'thread' | 'process';
}

/** A region of threads travels as its buffer. */
export interface ThreadRegionHandle extends RegionHandle {
  readonly scope: 'thread';
  readonly buffer: SharedArrayBuffer;
  readonly home: SharedArrayBuffer;
}

/** Stands for an object in a region. */
export interface RegionObjectHandle {
  readonly '@weft': string;
  readonly version: number;
  readonly region: RegionHandle;
  /** First word of its block. */
  readonly at: number;
}

/** Stands for an object in a private buffer. */
export interface PrivateObjectHandle {
  readonly '@weft': string;
  readonly version: number;
  readonly buffer: SharedArrayBuffer;
  readonly home: SharedArrayBuffer;
}

/** Stands for an object; survives structured clone, and `attach` makes it an object again. */
export type ObjectHandle = RegionObjectHandle | PrivateObjectHandle;

/** Whether a value is a handle of any kind. */
export function isHandle(value: unknown): value is ObjectHandle | RegionHandle {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[HANDLE_MARK] === 'string'
  );
}

export function regionHandle(buffer: SharedArrayBuffer, home: SharedArrayBuffer): ThreadRegionHandle {
  return { [HANDLE_MARK]: 'Region', version: LAYOUT_VERSION, scope: 'thread', buffer, home };
}

export function regionObjectHandle(kind: string, region: RegionHandle, at: number): RegionObjectHandle {
  return { [HANDLE_MARK]: kind, version: LAYOUT_VERSION, region, at };
}

export function privateObjectHandle(
  kind: string,
  buffer: SharedArrayBuffer,
  home: SharedArrayBuffer,
): PrivateObjectHandle {
  return { [HANDLE_MARK]: kind, version: LAYOUT_VERSION, buffer, home };
}
