/** `npm run bench -w @weft/atomics -- --help` */
import { runBench } from '@weft/bench';
import { asyncLock } from './async-lock.js';
import { asyncWakeUp } from './async-wake-up.js';
import { contendedLock } from './contended-lock.js';
import { lateWakeUp } from './late-wake-up.js';
import { lockBytes } from './lock-bytes.js';
import { pendingWaits } from './pending-waits.js';
import { primitives } from './primitives.js';
import { readers } from './readers.js';
import { uncontendedLock } from './uncontended-lock.js';
import { wakeUp } from './wake-up.js';

await runBench({
  title: 'What @weft/atomics costs',
  subject: 'Weft',
  scenarios: [
    uncontendedLock,
    contendedLock,
    wakeUp,
    lateWakeUp,
    asyncLock,
    asyncWakeUp,
    pendingWaits,
    primitives,
    readers,
    lockBytes,
  ],
  participants: {
    packages: ['@weft/atomics', 'multithreading', 'async-mutex', 'async-lock'],
    from: import.meta.url,
    programs: ['rustc', 'python3'],
  },
  results: new URL('../bench/results/', import.meta.url),
});
