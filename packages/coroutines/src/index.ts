/** `@weft/coroutines`: generator coroutines, greenlets, and tasks as gevent has them, in one thread. */
export { Coroutine, type CoroutineState, coroutine } from './coroutine.js';
export {
  ArgumentError,
  ClosedError,
  CoroutineError,
  GreenletError,
  GreenletExit,
  PoolFullError,
  QueueEmptyError,
  QueueFullError,
  SemaphoreOverflowError,
  ShutDownError,
  StopIteration,
  TaskDoneError,
  TaskError,
  TaskExit,
  TimeoutError,
  WeftError,
} from './errors.js';
export {
  type AnyGreenlet,
  Greenlet,
  type GreenletBody,
  type GreenletState,
  getCurrent,
} from './greenlet/greenlet.js';
export type { Switch } from './greenlet/switch-point.js';
export { setTracer, type Tracer } from './greenlet/trace.js';
export { Group, type ScopeOptions } from './groups/group.js';
export type { Members } from './groups/members.js';
export type { ImapOptions, Items, Results } from './groups/results.js';
export { TaskPool } from './groups/task-pool.js';
export { Channel } from './queues/channel.js';
export { LifoQueue, PriorityQueue, Queue, type QueueOptions, type TaskQueue } from './queues/queue.js';
export type { Prioritized } from './queues/store.js';
export { AsyncResult } from './sync/async-result.js';
export { Event } from './sync/event.js';
export { type AcquireOptions, BoundedSemaphore, type Permit, Semaphore } from './sync/semaphore.js';
export type { ResultOf, TaskFunction } from './tasks/body.js';
export { defaultExceptHook, type ExceptHook, setExceptHook, type Unobserved } from './tasks/except-hook.js';
export { type JoinAllOptions, joinAll, killAll } from './tasks/join.js';
export { spawn, spawnLater } from './tasks/spawn.js';
export { currentTask, type Task, type TaskState } from './tasks/task.js';
export { type IwaitOptions, iwait, type Ready, type Waitable, wait } from './tasks/wait-any.js';
export { Timeout, type TimeoutOptions } from './timeout.js';
export { idle, sleep } from './waiting/sleep.js';
export { until } from './waiting/until.js';
export type { Wait, WaitOptions } from './waiting/wait.js';
