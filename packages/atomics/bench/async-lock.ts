import { Lock, Semaphore, share } from '@weft/atomics';
import { NANOSECONDS, type Scenario } from '@weft/bench';
import { awaited } from './contenders/awaited.js';

const WEFT = { role: 'subject', module: 'weft/awaits.js' } as const;

/** What an asynchronous acquire costs that does not have to wait. */
export const asyncLock: Scenario = {
  name: 'async-lock',
  title: 'Uncontended lock, asynchronous: await acquire + release',
  about: 'A task takes a free lock, counts by one and lets it go, over and over. The count must be right.',
  unit: NANOSECONDS,
  contenders: [
    awaited({
      name: 'await of a resolved promise',
      role: 'bare',
      module: 'compare/bare-awaits.js',
      player: 'resolved',
    }),
    awaited({ ...WEFT, name: 'Weft Lock', player: 'lock', shared: () => share(new Lock()) }),
    awaited({ ...WEFT, name: 'Weft Semaphore', player: 'semaphore', shared: () => share(new Semaphore()) }),
    awaited({ name: 'async-mutex Mutex', role: 'peer', module: 'compare/async-mutex.js', player: 'mutex' }),
    awaited({ name: 'async-lock', role: 'peer', module: 'compare/async-lock.js', player: 'lock' }),
    awaited({
      name: 'multithreading Mutex',
      role: 'peer',
      module: 'compare/multithreading-awaits.js',
      player: 'mutex',
    }),
    awaited({ name: 'Web Locks of Node', role: 'peer', module: 'compare/web-locks.js', player: 'lock' }),
  ],
  targets: [{ of: 'Weft Lock', atMost: 150 }],
};
