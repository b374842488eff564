import { Lock, share } from '@weft/atomics';
import { type Contender, MILLIONS_PER_SECOND, millionsPerSecond, type Scenario } from '@weft/bench';
import { counted } from './contenders/counted.js';
import { rustMutex } from './contenders/rust.js';

function contendersWith(threads: number): Contender[] {
  const common = { case: `${threads} threads`, threads, value: millionsPerSecond };
  return [
    counted({
      ...common,
      name: 'three-state lock on Atomics',
      role: 'bare',
      module: 'compare/bare-locks.js',
      player: 'threeStateLock',
      lock: () => new Int32Array(new SharedArrayBuffer(4)),
    }),
    counted({
      ...common,
      name: 'Weft Lock',
      role: 'subject',
      module: 'weft/locks.js',
      player: 'lock',
      lock: () => share(new Lock()),
    }),
    counted({
      ...common,
      name: 'multithreading Mutex',
      role: 'peer',
      module: 'compare/multithreading-locks.js',
      player: 'mutex',
      lock: () => new SharedArrayBuffer(4),
    }),
    rustMutex(threads, { case: common.case, value: (each) => 1e3 / each }),
  ];
}

/** What a lock does when everybody wants it all the time. */
export const contendedLock: Scenario = {
  name: 'contended-lock',
  title: 'Contended lock: operations of all threads together',
  about:
    'All threads take and release one lock in a loop and count by one under it. The count must be right.',
  unit: MILLIONS_PER_SECOND,
  contenders: [...contendersWith(2), ...contendersWith(16)],
  targets: [
    { of: 'Weft Lock, 2 threads', against: 'Rust std::sync::Mutex, 2 threads', atLeast: 0.5 },
    { of: 'Weft Lock, 16 threads', against: 'Weft Lock, 2 threads', atLeast: 0.5 },
  ],
};
