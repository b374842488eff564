import { MILLIONS_PER_SECOND, millionsPerSecond, type Scenario } from '@weft/bench';
import { countedLock } from './contenders/counted.js';

const THREADS = 'Weft Lock, two threads';
const PROCESSES = 'Weft Lock, two processes';

/** What a lock does when two want it all the time. */
export const contendedLock: Scenario = {
  name: 'contended-lock',
  title: 'Contended lock between two processes',
  about: 'Two processes, or two threads, take one lock, count by one and let it go. The count must be right.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    countedLock({ name: THREADS, role: 'bare', kind: 'threads', size: 2, value: millionsPerSecond }),
    countedLock({ name: PROCESSES, role: 'subject', kind: 'processes', size: 2, value: millionsPerSecond }),
  ],
  targets: [{ of: PROCESSES, against: THREADS, atLeast: 0.75 }],
};
