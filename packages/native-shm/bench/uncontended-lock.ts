import { NANOSECONDS, pythonLock, type Scenario } from '@weft/bench';
import { properLockfile } from './compare/proper-lockfile.js';
import { countedLock } from './contenders/counted.js';

const THREADS = 'Weft Lock between threads';
const PROCESSES = 'Weft Lock between processes';
const PYTHON = 'Python multiprocessing.Lock';
const LOCKFILE = 'proper-lockfile';

/** What a lock between processes costs that nobody else wants. */
export const uncontendedLock: Scenario = {
  name: 'uncontended-lock',
  title: 'Uncontended lock between processes',
  about: 'One process takes a free lock, counts by one and lets it go. The count must be right.',
  unit: NANOSECONDS,
  contenders: [
    countedLock({ name: THREADS, role: 'bare', kind: 'threads', size: 1 }),
    countedLock({ name: PROCESSES, role: 'subject', kind: 'processes', size: 1 }),
    pythonLock(PYTHON, 'multiprocessing'),
    properLockfile(LOCKFILE),
  ],
  targets: [
    { of: PROCESSES, against: THREADS, atMost: 1.1 },
    { of: PYTHON, against: PROCESSES, atLeast: 3 },
    { of: LOCKFILE, against: PROCESSES, atLeast: 1000 },
  ],
};
