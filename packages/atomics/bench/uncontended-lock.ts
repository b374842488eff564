import { Lock, share } from '@weft/atomics';
import { NANOSECONDS, pythonLock, type Scenario } from '@weft/bench';
import { counted } from './contenders/counted.js';
import { rustMutex } from './contenders/rust.js';

const BARE = 'compareExchange + exchange';
const WEFT = 'Weft Lock';
const MULTITHREADING = 'multithreading Mutex';

/** What a lock costs that nobody else wants. */
export const uncontendedLock: Scenario = {
  name: 'uncontended-lock',
  title: 'Uncontended lock: acquireSync + release with guard',
  about: 'One thread takes a free lock, counts by one and lets it go. The count must be right.',
  unit: NANOSECONDS,
  contenders: [
    counted({
      name: BARE,
      role: 'bare',
      module: 'compare/bare-locks.js',
      player: 'exchangePair',
      lock: () => new Int32Array(new SharedArrayBuffer(4)),
    }),
    counted({
      name: WEFT,
      role: 'subject',
      module: 'weft/locks.js',
      player: 'lock',
      lock: () => share(new Lock()),
    }),
    counted({
      name: MULTITHREADING,
      role: 'peer',
      module: 'compare/multithreading-locks.js',
      player: 'mutex',
      lock: () => new SharedArrayBuffer(4),
    }),
    rustMutex(1),
    pythonLock('Python threading.Lock', 'threading'),
  ],
  targets: [
    { of: WEFT, against: BARE, atMost: 1.3 },
    { of: MULTITHREADING, against: WEFT, atLeast: 30 },
  ],
};
