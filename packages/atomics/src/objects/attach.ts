/** How shared objects travel over channels that copy by structured clone. */
import { checkOptions, shown } from '../checks.js';
import { ArgumentError, CorruptRegionError } from '../errors.js';
import { LAYOUT_VERSION } from '../layout.js';
import { Region } from '../region/region.js';
import type { Block } from './block.js';
import {
  HANDLE_MARK,
  isHandle,
  type ObjectHandle,
  type RegionHandle,
  type ThreadRegionHandle,
} from './handle.js';
import { kindOfName } from './kinds.js';
import { attachPrivateBlock } from './place.js';
import { SharedObject } from './shared-object.js';
import { attachStandIn, isStandInHandle, StandIn, type StandInHandle } from './stand-in.js';

/** Opens the regions of one scope by their handles. */
export type RegionOpener = (handle: RegionHandle) => Region;

const openers = new Map<string, RegionOpener>([
  ['thread', (handle) => Region.fromHandle(handle as ThreadRegionHandle)],
]);

/** Teaches `attach` the handles of another scope; the package that has such regions calls it. */
export function registerRegionScope(scope: RegionHandle['scope'], opener: RegionOpener): void {
  openers.set(scope, opener);
}

/** Where shared values are to go. */
export interface ShareOptions {
  /** With `process`, whatever only threads can share is refused. Default `thread`. */
  readonly scope?: 'thread' | 'process' | undefined;
}

/**
 * A copy of `value` in which every shared object and region, at any depth, is replaced by its handle, ready for
 * `postMessage`, `workerData` and the like. Arrays, maps, sets and plain objects are copied; all else stays as it is.
 * (An object that is posted by itself needs no `share`.)
 *
 * @throws ArgumentError if something is to go to a process that only threads can share
 *
 * @example
 * worker.postMessage(share({ lock, done: [latch1, latch2] }));
 */
export function share(value: unknown, options: ShareOptions = {}): unknown {
  checkOptions('options of share', options);
  const { scope = 'thread' } = options;
  if (scope !== 'thread' && scope !== 'process') {
    throw new ArgumentError(`scope must be 'thread' or 'process', got ${shown(scope)}`);
  }
  const copies = new Map<object, unknown>();
  return transform(value, copies, (object) => {
    if (object instanceof StandIn) return object.handle;
    if (!(object instanceof SharedObject || object instanceof Region)) return undefined;
    if (scope === 'process') checkReachesProcesses(object);
    return object.handle;
  });
}

/**
 * Makes the objects again that `share` has replaced, or that were posted as they are; all else is copied as `share`
 * copies it.
 *
 * @throws CorruptRegionError for handles of foreign, truncated or overwritten memory
 *
 * @example
 * parentPort.on('message', (message) => {
 *   const { lock } = attach<{ lock: Lock }>(message);
 * });
 */
export function attach<T = unknown>(value: unknown): T {
  const copies = new Map<object, unknown>();
  return transform(value, copies, (object) => {
    if (object instanceof SharedObject || object instanceof Region || object instanceof StandIn)
      return object;
    const handle = handleOf(object);
    return handle === undefined ? undefined : attachHandle(handle);
  }) as T;
}

/** A handle, or the clone of an object, whose only property is its handle. */
function handleOf(object: object): ObjectHandle | RegionHandle | StandInHandle | undefined {
  if (isHandle(object)) return object;
  const { handle } = object as { handle?: unknown };
  return isHandle(handle) && Object.keys(object).length === 1 ? handle : undefined;
}

function attachHandle(handle: ObjectHandle | RegionHandle | StandInHandle): SharedObject | Region | StandIn {
  if (isStandInHandle(handle)) return attachStandIn(handle);
  if (handle.version !== LAYOUT_VERSION) {
    throw new CorruptRegionError(
      `the handle has layout version ${handle.version}, this package reads ${LAYOUT_VERSION}: use one version of Weft everywhere`,
    );
  }
  if ('scope' in handle) return openRegion(handle);
  const block = blockOf(handle);
  const kind = kindOfName(handle[HANDLE_MARK]);
  if (kind === undefined) {
    throw new ArgumentError(
      `a ${handle[HANDLE_MARK]} is not known here: import the package that makes it first`,
    );
  }
  if (kind !== block.kind) {
    throw new CorruptRegionError(
      `the handle says ${kind.name}, the memory ${block.kind.name}: it was overwritten`,
    );
  }
  return kind.attach(block, handle);
}

function openRegion(handle: RegionHandle): Region {
  if (!isHandle(handle)) throw new CorruptRegionError('the handle has lost the handle of its region');
  const opener = openers.get(handle.scope);
  if (opener === undefined) {
    throw new ArgumentError(
      `regions of scope "${handle.scope}" need the package @weft/native-shm: import it first`,
    );
  }
  return opener(handle);
}

function blockOf(handle: ObjectHandle): Block {
  if ('region' in handle) return openRegion(handle.region).blockAt(handle.at);
  if (handle.buffer instanceof SharedArrayBuffer && handle.home instanceof SharedArrayBuffer) {
    return attachPrivateBlock(handle);
  }
  throw new CorruptRegionError(
    'the handle has lost its memory: it went through a channel that cannot share any',
  );
}

function checkReachesProcesses(object: SharedObject | Region): void {
  const { handle } = object;
  const scope = 'scope' in handle ? handle.scope : 'region' in handle ? handle.region.scope : 'thread';
  if (scope === 'process') return;
  throw new ArgumentError(
    `this ${handle[HANDLE_MARK]} can only be shared by threads: make it in a ProcessRegion (@weft/native-shm) to send it to a process`,
  );
}

/** Copies containers, with `replace` deciding about every object first. Cycles stay cycles. */
function transform(
  value: unknown,
  copies: Map<object, unknown>,
  replace: (object: object) => unknown,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const replacement = replace(value);
  if (replacement !== undefined) {
    copies.set(value, replacement);
    return replacement;
  }
  const inner = (part: unknown) => transform(part, copies, replace);
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (const item of value) copy.push(inner(item));
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map();
    copies.set(value, copy);
    for (const [key, item] of value) copy.set(inner(key), inner(item));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set();
    copies.set(value, copy);
    for (const item of value) copy.add(inner(item));
    return copy;
  }
  if (!isPlain(value)) return value;
  const copy: Record<string, unknown> = {};
  copies.set(value, copy);
  // Defined, not assigned: a key called __proto__ must stay a key.
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(copy, key, {
      value: inner(item),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return copy;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
