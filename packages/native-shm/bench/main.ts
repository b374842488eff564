/** `npm run bench -w @weft/native-shm -- --help` */
import { runBench } from '@weft/bench';
import { asyncWakeUp } from './async-wake-up.js';
import { contendedLock } from './contended-lock.js';
import { openClose } from './open-close.js';
import { ownerDeath } from './owner-death.js';
import { pendingWaits } from './pending-waits.js';
import { uncontendedLock } from './uncontended-lock.js';
import { wakeUp } from './wake-up.js';

await runBench({
  title: 'What @weft/native-shm costs',
  subject: 'Weft',
  scenarios: [uncontendedLock, contendedLock, wakeUp, asyncWakeUp, pendingWaits, openClose, ownerDeath],
  participants: {
    packages: ['@weft/native-shm', 'proper-lockfile'],
    from: import.meta.url,
    programs: ['cc', 'python3'],
  },
  results: new URL('../bench/results/', import.meta.url),
});
