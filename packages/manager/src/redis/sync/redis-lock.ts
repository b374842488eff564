import type { ManagedLock, ManagedRLock } from '../../containers/locks.js';
import type { Origin } from '../redis-object.js';
import { RedisMutexObject } from './mutex-object.js';

/**
 * Fair: who comes first goes first. Its holder has a lease, which is renewed as long as its client runs and reaches the server;
 * if the lease ends the lock is abandoned, and the holder's guard says so (`lost`).
 */
export class RedisLock extends RedisMutexObject<'lock'> implements ManagedLock {
  constructor(origin: Origin<'lock'>) {
    super(origin, origin.id);
  }
}

/** As `RedisLock`; the context that holds it may acquire it again. */
export class RedisRLock extends RedisMutexObject<'rlock'> implements ManagedRLock {
  constructor(origin: Origin<'rlock'>) {
    super(origin, origin.id);
  }
}
