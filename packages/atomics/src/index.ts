/** `@weft/atomics`: locks and other primitives on shared memory, for threads. */
export { inContext } from './async-context.js';
export { Barrier, type BarrierOptions } from './barrier.js';
export { AtomicFloat64 } from './cells/float64-cell.js';
export { AtomicBool, AtomicInt32, AtomicUint32 } from './cells/int32-cells.js';
export { AtomicInt64 } from './cells/int64-cell.js';
export { Condition, type ConditionOptions } from './condition.js';
export {
  ArgumentError,
  BlockingNotAllowedError,
  BrokenBarrierError,
  CapacityError,
  ClosedError,
  CorruptRegionError,
  DeadlockError,
  type DeadlockMember,
  NotOwnerError,
  OwnerDiedError,
  SemaphoreOverflowError,
  TimeoutError,
  WeftError,
} from './errors.js';
export { Event } from './event.js';
export type { Guard } from './guard.js';
export { Latch } from './latch.js';
export { Lock } from './lock.js';
export type { AsyncWait, SharedMemory, WaitResult } from './memory/shared-memory.js';
export { ThreadMemory } from './memory/thread-memory.js';
export { attach, type ShareOptions, share } from './objects/attach.js';
export type { ObjectHandle, RegionHandle } from './objects/handle.js';
export { type ObjectOptions, SharedObject } from './objects/shared-object.js';
export type { SyncWaitOptions } from './objects/waiting-object.js';
export { setThreadName, threadIdentity } from './region/membership.js';
export type { Participant } from './region/participants.js';
export { type ObjectReport, Region, type RegionOptions, type RegionReport } from './region/region.js';
export { RLock } from './rlock.js';
export { RWLock, type RWLockOptions } from './rw-lock.js';
export { select, selectSync } from './select.js';
export type { Selectable } from './selectable.js';
export { BoundedSemaphore, type PermitOptions, Semaphore, type SyncPermitOptions } from './semaphore.js';
export { threadName } from './threads/this-thread.js';
export type { WaitOptions } from './waiting/async-line.js';
