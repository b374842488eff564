/** `@weft/manager/shm`: the containers of `shm://` managers, which also work in any `Region` of `@weft/atomics`. */
export { ShmArray, type ShmArrayOptions } from './array/shm-array.js';
export type { ContainerOptions } from './container.js';
export { ShmList } from './list/shm-list.js';
export { ShmBarrier, type ShmBarrierOptions } from './locks/shm-barrier.js';
export { ShmCondition, type ShmConditionOptions } from './locks/shm-condition.js';
export { ShmEvent } from './locks/shm-event.js';
export { ShmLock, ShmRLock } from './locks/shm-lock.js';
export { ShmSemaphore, type ShmSemaphoreOptions } from './locks/shm-semaphore.js';
export { ShmQueue, type ShmQueueOptions } from './queues/shm-queue.js';
export { ShmDict } from './table/shm-dict.js';
export { ShmNamespace } from './table/shm-namespace.js';
export { ShmSet } from './table/shm-set.js';
export { ShmValue } from './value/shm-value.js';
