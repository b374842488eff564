import { Lock, RWLock, share } from '@weft/atomics';
import { type Contender, MILLIONS_PER_SECOND, type Scenario } from '@weft/bench';
import { reading } from './contenders/reading.js';

function contendersFor(threads: number, writes: boolean): Contender[] {
  const mix = writes ? '1 write in 1000' : 'reads only';
  const common = { case: `${threads} ${threads === 1 ? 'thread' : 'threads'}, ${mix}`, threads, writes };
  return [
    reading({
      ...common,
      name: 'Weft RWLock',
      role: 'subject',
      module: 'weft/locks.js',
      player: 'rwlockReaders',
      lock: () => share(new RWLock()),
    }),
    reading({
      ...common,
      name: 'Weft Lock',
      role: 'subject',
      module: 'weft/locks.js',
      player: 'lockReaders',
      lock: () => share(new Lock()),
    }),
    reading({
      ...common,
      name: 'multithreading RwLock',
      role: 'peer',
      module: 'compare/multithreading-locks.js',
      player: 'rwlockReaders',
      lock: () => new SharedArrayBuffer(4),
    }),
  ];
}

/** Whether readers get in each other's way. */
export const readers: Scenario = {
  name: 'readers',
  title: 'Readers: short reads of all threads together',
  about:
    'One operation is a read of two words under the lock. The words must be equal, and no write may be lost.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    ...contendersFor(1, false),
    ...contendersFor(2, false),
    ...contendersFor(2, true),
    ...contendersFor(16, true),
  ],
};
