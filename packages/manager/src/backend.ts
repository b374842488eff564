/**
 * The seam between a `Manager` and what keeps its objects: a server, shared memory, or Valkey/Redis. A backend is one
 * module with a function `connect`; `backends.ts` finds it by the scheme of an address and loads it at first use.
 *
 * A backend makes objects; each object is one of the interfaces in `containers/` and keeps the semantics written there.
 * The arguments of these methods were checked by `Manager`: names are good, numbers in range, iterables copied to arrays.
 */
import type { ArrayType, SharedArray } from './containers/array.js';
import type { DictKey, SharedDict } from './containers/dict.js';
import type { SharedList } from './containers/list.js';
import type {
  ManagedBarrier,
  ManagedBarrierOptions,
  ManagedCondition,
  ManagedEvent,
  ManagedLock,
  ManagedRLock,
  ManagedSemaphore,
} from './containers/locks.js';
import type { ManagedObject, PlaceOptions } from './containers/managed-object.js';
import type { Namespace } from './containers/namespace.js';
import type { ManagedPool } from './containers/pool.js';
import type { ManagedQueue } from './containers/queues.js';
import type { ModuleTarget, TypeOptions } from './containers/registered.js';
import type { SharedSet } from './containers/set.js';
import type { SharedValue } from './containers/value.js';
import type { Transport } from './transport/choice.js';

/** A type or a function that is to be known where the server runs. */
export interface Registration extends TypeOptions {
  readonly what: 'type' | 'task';
  readonly name: string;
  readonly target: ModuleTarget;
}

/** How to reach a backend. */
export interface ConnectOptions {
  /** The secret that both sides must have: 16 bytes or more. Default: see the README on where keys come from. */
  readonly authkey?: string | Uint8Array | undefined;
  /** Options of `node:tls`' `connect`, for `tls://`. */
  readonly tls?: object | undefined;
  /**
   * How calls reach a server on this machine: `socket`; through memory that both sides share, three times as fast
   * (`shared-memory`: or not at all); or, with `auto`, by whichever can be had, shared memory from the 64th call on. Default:
   * `WEFT_MANAGER_TRANSPORT`, or `auto`.
   */
  readonly transport?: Transport | undefined;
  /** Milliseconds until somebody must have answered, default 10,000. */
  readonly connectTimeout?: number | undefined;
  /** `shm://`: bytes of the region if it has to be made. */
  readonly bytes?: number | undefined;
  /** `redis://`: options for the client of `ioredis`, which the address does not tell. */
  readonly redis?: object | undefined;
}

/** What every backend module exports. */
export interface BackendModule {
  /** @throws ConnectError, AuthenticationError, BackendMissingError, ArgumentError */
  connect(address: URL, options: ConnectOptions): Promise<Backend>;
}

export interface Backend {
  /** Where others reach the same objects. No key or password is in it. */
  readonly address: string;
  /** Process of the server, if there is one and it told. */
  readonly pid: number | undefined;

  list<T>(init: readonly T[], place: PlaceOptions): Promise<SharedList<T>>;
  dict<K extends DictKey, V>(
    init: readonly (readonly [K, V])[],
    place: PlaceOptions,
  ): Promise<SharedDict<K, V>>;
  set<T>(init: readonly T[], place: PlaceOptions): Promise<SharedSet<T>>;
  namespace<A extends object>(init: A, place: PlaceOptions): Promise<Namespace<A>>;
  value<T>(init: T, place: PlaceOptions): Promise<SharedValue<T>>;
  /** `init` has the numbers of the array, each of which the type holds. */
  array<E extends ArrayType>(
    type: E,
    init: readonly (number | bigint)[],
    place: PlaceOptions,
  ): Promise<SharedArray<E>>;
  lock(place: PlaceOptions): Promise<ManagedLock>;
  rlock(place: PlaceOptions): Promise<ManagedRLock>;
  semaphore(value: number, bounded: boolean, place: PlaceOptions): Promise<ManagedSemaphore>;
  event(place: PlaceOptions): Promise<ManagedEvent>;
  /** `lock` is of this backend; without one it gets an `RLock` of its own. */
  condition(lock: ManagedLock | ManagedRLock | undefined, place: PlaceOptions): Promise<ManagedCondition>;
  barrier(parties: number, options: ManagedBarrierOptions, place: PlaceOptions): Promise<ManagedBarrier>;
  queue<T>(kind: ManagedQueue['kind'], maxsize: number, place: PlaceOptions): Promise<ManagedQueue<T>>;
  /** @throws UnsupportedError where there is no server that could have workers */
  pool(size: number | undefined, place: PlaceOptions): Promise<ManagedPool>;
  /** Has the server know a type, or a function for pools. @throws UnsupportedError where there is no server */
  register(registration: Registration): Promise<void>;
  /** An object of a registered type. @throws UnsupportedError where there is no server that could make one */
  create(type: string, args: readonly unknown[], place: PlaceOptions): Promise<ManagedObject>;
  /** Names of the objects that have one, and what they are. */
  names(): Promise<ReadonlyMap<string, string>>;
  /** Takes a name away from its object, which goes when nobody refers to it; whether there was one. */
  remove(name: string): Promise<boolean>;

  /** Ends this client: waits reject with `ClosedError`, locks that it holds are abandoned. Calling it again is fine. */
  close(): Promise<void>;
  /** Ends the whole: the server, or what is stored, for all clients. */
  shutdown(): Promise<void>;
}
