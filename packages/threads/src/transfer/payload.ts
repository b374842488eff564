/** Values on their way to another thread or process, with the shared objects of Weft in them. */
import { ArgumentError, attach, share } from '@weft/atomics';
import { HANDLE_MARK } from '@weft/atomics/kit';
import { packageOf } from './live.js';

/** A value ready for structured clone. */
export interface Payload {
  readonly value: unknown;
  /** Packages that have to be loaded where it arrives, before its objects are attached; none if there are no objects. */
  readonly packages?: readonly string[] | undefined;
}

/**
 * @throws ArgumentError if something is to go to a process that only threads can share
 */
export function pack(value: unknown, scope: 'thread' | 'process'): Payload {
  const shared = share(value, { scope });
  const packages = packagesFor(shared, scope);
  return packages === undefined ? { value: shared } : { value: shared, packages };
}

/** The value again, where the packages that it needs are loaded. */
export function unpack({ value, packages }: Payload): unknown {
  return packages === undefined ? value : attach(value);
}

/** As `pack` would find them, for a value that has come from where the package was not loaded. */
export function arrived(value: unknown): Payload {
  const packages = packagesFor(value, 'thread');
  return packages === undefined ? { value } : { value, packages };
}

/** What the objects in a value need; `undefined` if there are none. */
function packagesFor(value: unknown, scope: 'thread' | 'process'): string[] | undefined {
  let packages: Set<string> | undefined;
  for (const handle of handlesIn(value)) {
    packages ??= new Set();
    if (scope === 'process') checkReachesProcesses(handle);
    const needed = packageOf(handle[HANDLE_MARK]);
    if (needed !== undefined) packages.add(needed);
    if (handle.scope === 'process') packages.add('native-shm');
  }
  return packages && [...packages];
}

/** What stands for an object or a region, as far as it matters here. */
interface Handle {
  readonly [HANDLE_MARK]: string;
  readonly scope?: unknown;
  readonly buffer?: unknown;
}

/** All handles in a value, however deep, also those of objects that travel without having been shared. */
function* handlesIn(value: unknown): Generator<Handle> {
  const seen = new Set<object>();
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const object = rest.pop();
    if (typeof object !== 'object' || object === null || seen.has(object)) continue;
    seen.add(object);
    if (typeof (object as Partial<Handle>)[HANDLE_MARK] === 'string') yield object as Handle;
    for (const part of partsOf(object)) rest.push(part);
  }
}

function* partsOf(object: object): Iterable<unknown> {
  if (ArrayBuffer.isView(object)) return;
  if (object instanceof Map) yield* object.keys();
  const values = object instanceof Map || object instanceof Set ? object.values() : Object.values(object);
  for (const part of values) if (typeof part === 'object') yield part;
}

/** `share` looks into plain objects only; what stands in other ones is found here. */
function checkReachesProcesses(handle: Handle): void {
  if (!(handle.buffer instanceof SharedArrayBuffer)) return;
  throw new ArgumentError(
    `this ${handle[HANDLE_MARK]} can only be shared by threads: make it in a ProcessRegion (@weft/native-shm) to send it to a process`,
  );
}
