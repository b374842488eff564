/** `@weft/manager`: lists, dicts, locks and queues that processes share, on one machine or on many. */
export type { ConnectOptions } from './backend.js';
export type { ArrayType, ArrayTypes, SharedArray } from './containers/array.js';
export type { DictKey, SharedDict } from './containers/dict.js';
export type { SharedList } from './containers/list.js';
export type {
  Acquirable,
  ManagedBarrier,
  ManagedBarrierOptions,
  ManagedCondition,
  ManagedEvent,
  ManagedGuard,
  ManagedLock,
  ManagedRLock,
  ManagedSemaphore,
  PermitOptions,
} from './containers/locks.js';
export type { ManagedKind, ManagedObject, PlaceOptions } from './containers/managed-object.js';
export type { AttributesOf, Namespace } from './containers/namespace.js';
export type { ManagedPool } from './containers/pool.js';
export type {
  ManagedLifoQueue,
  ManagedPriorityQueue,
  ManagedQueue,
  ManagedQueueOptions,
} from './containers/queues.js';
export type { AnyMaker, ModuleTarget, Remote, RemoteMaker, TypeOptions } from './containers/registered.js';
export type { SharedSet } from './containers/set.js';
export type { SharedValue } from './containers/value.js';
export {
  AuthenticationError,
  BackendMissingError,
  ConnectError,
  ConnectionLostError,
  IndexError,
  KeyError,
  LimitError,
  NameTakenError,
  NotExposedError,
  ObjectGoneError,
  ProtocolError,
  RemoteError,
  UnsupportedError,
  ValueError,
} from './errors.js';
export { Manager } from './manager.js';
export { ManagerServer, type ServerEvents } from './server/manager-server.js';
export type { ServerLimits, ServerOptions, StartOptions } from './server/options.js';
export type { Transport } from './transport/choice.js';
