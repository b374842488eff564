/**
 * `@weft/atomics/kit`: what other packages build new kinds of memory and new shared objects with. Not for programs:
 * it follows the needs of the Weft packages and may change with any version of them.
 */
export { currentContext, NO_CONTEXT } from './async-context.js';
export {
  checkFunction,
  checkInteger,
  checkName,
  checkOptions,
  checkSignal,
  checkTimeout,
  checkWait,
  shown,
} from './checks.js';
export { deadlineAfter, now } from './clock.js';
export { type Guard, OnceGuard } from './guard.js';
export { LAYOUT_VERSION, REGION, REGION_MAGIC, SLOT, STATUS, TOKEN_MASK } from './layout.js';
export { hold, letGo, PULSE_MS } from './memory/keep-alive.js';
export { PendingWait, settledWait } from './memory/pending-wait.js';
export type { AsyncWait, SharedMemory, WaitResult } from './memory/shared-memory.js';
export { beginHandOn, FairTurn, isLeftLying, wakeInLine } from './mutex/fairness.js';
export { Monitor } from './mutex/monitor.js';
export { type Acquired, AcquireMutex, Mutex } from './mutex/mutex.js';
export { registerRegionScope } from './objects/attach.js';
export { Block } from './objects/block.js';
export { HANDLE_MARK, type ObjectHandle, type RegionHandle } from './objects/handle.js';
export { type Kind, kindOfName, registerKind } from './objects/kinds.js';
export { place } from './objects/place.js';
export { type ObjectOptions, SharedObject } from './objects/shared-object.js';
export {
  registerStandIn,
  StandIn,
  type StandInHandle,
  type StandInKind,
  standInKind,
} from './objects/stand-in.js';
export { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
export {
  formatRegion,
  MOST_PARTICIPANTS,
  type RegionHeader,
  readHeader,
  regionWords,
} from './region/header.js';
export { endWith, Inhabitants } from './region/inhabitants.js';
export { Membership } from './region/membership.js';
export { type Participant, ParticipantTable } from './region/participants.js';
export { openRegion, Region } from './region/region.js';
export type { BellOffer, Selectable, SelectHooks } from './selectable.js';
export { type OsThread, osThreadRuns } from './threads/os-thread.js';
export { thisThread } from './threads/this-thread.js';
export type { WaitOptions } from './waiting/async-line.js';
export { Operation, PARK } from './waiting/operation.js';
