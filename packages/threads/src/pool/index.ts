/** Pools of worker threads or processes. */
export { AsyncResult, type Callbacks } from './async-result.js';
export { BrokenPoolError, PoolStateError, PoolTerminatedError, WorkerDiedError } from './errors.js';
export type { Durations } from './histogram.js';
export type { MapOptions, PoolOptions, TaskOptions } from './options.js';
export { Pool } from './pool.js';
export type { PoolStats } from './stats.js';
export { taskSignal } from './task-here.js';
