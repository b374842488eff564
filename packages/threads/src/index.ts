/** `@weft/threads`: threads and processes as in Python, on real shared memory. */
export { activeCount, currentThread, enumerate, isMainProgram, mainThread } from './current.js';
export {
  BootstrapError,
  ClosureError,
  type DeathReason,
  TargetNotFoundError,
  ThreadDiedError,
  ThreadExit,
  ThreadStateError,
} from './errors.js';
export { defaultExceptHook, type ExceptHook, setExceptHook, type Unobserved } from './except-hook.js';
export * from './pipe/index.js';
export * from './pool/index.js';
export {
  activeChildren,
  type CurrentProcess,
  currentProcess,
  Process,
  type ProcessOptions,
  parentProcess,
} from './process.js';
export type { Runner, RunnerOptions } from './runner.js';
export type { Sentinel } from './sentinel.js';
export type { ModuleTarget, Target } from './target/target.js';
export { task } from './target/task.js';
export { type ResourceLimits, Thread, type ThreadOptions } from './thread.js';
export type { ThreadFacts, ThreadHandle } from './thread-handle.js';
export { ThreadLocal } from './thread-local.js';
export { Timer } from './timer.js';
export { registerErrors } from './transfer/decode-error.js';
export { move } from './transfer/move.js';
