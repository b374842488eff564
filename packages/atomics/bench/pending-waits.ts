import { Lock, Semaphore, share } from '@weft/atomics';
import { NANOSECONDS, type Scenario } from '@weft/bench';
import { awaited } from './contenders/awaited.js';

const WEFT = { role: 'subject', module: 'weft/awaits.js' } as const;

/** What an asynchronous wait costs when there are many. */
export const pendingWaits: Scenario = {
  name: 'pending-waits',
  title: '1000 pending asynchronous waits for one lock',
  about:
    'One task holds the lock, 1000 tasks of its thread ask for it; then each gets it in its turn. Per wait, from the ' +
    'first request to the last release. All must get it, and none while it is held.',
  unit: NANOSECONDS,
  contenders: [
    awaited({ ...WEFT, name: 'Weft Lock', player: 'pendingLock', shared: () => share(new Lock()) }),
    awaited({
      ...WEFT,
      name: 'Weft Semaphore',
      player: 'pendingSemaphore',
      shared: () => share(new Semaphore()),
    }),
    awaited({
      name: 'async-mutex Mutex',
      role: 'peer',
      module: 'compare/async-mutex.js',
      player: 'pendingMutex',
    }),
    awaited({ name: 'async-lock', role: 'peer', module: 'compare/async-lock.js', player: 'pendingLock' }),
    awaited({
      name: 'multithreading Mutex',
      role: 'peer',
      module: 'compare/multithreading-awaits.js',
      player: 'pendingMutex',
    }),
    awaited({
      name: 'Web Locks of Node',
      role: 'peer',
      module: 'compare/web-locks.js',
      player: 'pendingLock',
    }),
  ],
};
