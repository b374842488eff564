/** `@weft/manager/redis`: what objects have more if Valkey or Redis keeps them. */
export { RedisArray } from './containers/redis-array.js';
export { RedisDict } from './containers/redis-dict.js';
export { RedisList } from './containers/redis-list.js';
export { RedisNamespace } from './containers/redis-namespace.js';
export { RedisSet } from './containers/redis-set.js';
export { RedisValue } from './containers/redis-value.js';
export { type RedisHandle, RedisObject } from './redis-object.js';
export { RedisBarrier } from './sync/redis-barrier.js';
export { RedisCondition } from './sync/redis-condition.js';
export { RedisEvent } from './sync/redis-event.js';
export { RedisLock, RedisRLock } from './sync/redis-lock.js';
export { RedisQueue } from './sync/redis-queue.js';
export { RedisSemaphore } from './sync/redis-semaphore.js';
