/**
 * Objects that stand for something which is not in shared memory, in a server for instance. They travel as shared objects do:
 * `share` replaces them by their handles, `attach` makes them again.
 */
import { ArgumentError } from '../errors.js';
import { HANDLE_MARK } from './handle.js';

/** Plain data that stands for such an object: nothing that JSON does not carry. */
export interface StandInHandle {
  readonly '@weft': string;
  readonly standIn: true;
}

/** Its only enumerable property is its handle, as that of a `SharedObject`. */
export abstract class StandIn {
  abstract readonly handle: StandInHandle;
}

/** One kind of stand-ins. */
export interface StandInKind {
  /** What their handles are marked with. */
  readonly name: string;
  /** Address of the module that makes them, to be loaded where a handle arrives. */
  readonly module: string;
  /** Makes the object for a handle, which may come from anywhere. */
  readonly attach: (handle: StandInHandle) => StandIn;
}

const kinds = new Map<string, StandInKind>();

/** Makes a kind known, so that `attach` can make its objects. */
export function registerStandIn(kind: StandInKind): void {
  kinds.set(kind.name, kind);
}

export function standInKind(name: string): StandInKind | undefined {
  return kinds.get(name);
}

/** Whether a handle says of itself that it needs no memory. */
export function isStandInHandle(handle: object): handle is StandInHandle {
  return 'standIn' in handle && handle.standIn === true;
}

/** @throws ArgumentError if nobody here knows such objects */
export function attachStandIn(handle: StandInHandle): StandIn {
  const kind = kinds.get(handle[HANDLE_MARK]);
  if (kind !== undefined) return kind.attach(handle);
  throw new ArgumentError(
    `a ${handle[HANDLE_MARK]} is not known here: import the package that makes it first`,
  );
}
