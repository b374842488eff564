import { AtomicInt32, RLock, RWLock, Semaphore, share } from '@weft/atomics';
import { type Contender, NANOSECONDS, type Scenario } from '@weft/bench';
import { adding } from './contenders/adding.js';
import { counted } from './contenders/counted.js';

const words = () => new Int32Array(new SharedArrayBuffer(4));

const WEFT = { name: 'Weft', role: 'subject', module: 'weft/locks.js' } as const;
const MULTITHREADING = {
  name: 'multithreading',
  role: 'peer',
  module: 'compare/multithreading-locks.js',
  lock: () => undefined,
} as const;

function exchangePair(where: string): Contender {
  return counted({
    name: 'compareExchange + exchange',
    role: 'bare',
    case: where,
    module: 'compare/bare-locks.js',
    player: 'exchangePair',
    lock: words,
  });
}

function semaphores(): Contender[] {
  const where = { case: 'Semaphore' };
  return [
    counted({
      ...where,
      name: 'Atomics.sub + add',
      role: 'bare',
      module: 'compare/bare-locks.js',
      player: 'subAndAdd',
      lock: words,
    }),
    counted({ ...WEFT, ...where, player: 'semaphore', lock: () => share(new Semaphore()) }),
    counted({ ...MULTITHREADING, ...where, player: 'semaphore' }),
  ];
}

function rlocks(): Contender[] {
  const where = { case: 'RLock' };
  return [
    exchangePair('RLock'),
    counted({ ...WEFT, ...where, player: 'rlock', lock: () => share(new RLock()) }),
  ];
}

function rwlocks(where: string, player: string): Contender[] {
  return [
    exchangePair(where),
    counted({ ...WEFT, case: where, player, lock: () => share(new RWLock()) }),
    counted({ ...MULTITHREADING, case: where, player }),
  ];
}

function cells(): Contender[] {
  const where = { case: 'AtomicInt32.add' };
  return [
    adding({
      ...where,
      name: 'Atomics.add',
      role: 'bare',
      module: 'compare/bare-cells.js',
      player: 'add',
      shared: () => undefined,
    }),
    adding({
      ...WEFT,
      ...where,
      module: 'weft/cells.js',
      player: 'add',
      shared: () => share(new AtomicInt32()),
    }),
  ];
}

/** What the other primitives cost when nobody else wants them. */
export const primitives: Scenario = {
  name: 'primitives',
  title: 'Uncontended primitives: acquire + release with guard, and add',
  about: 'One thread takes what is free, counts by one and lets it go; or adds one. The count must be right.',
  unit: NANOSECONDS,
  contenders: [
    ...semaphores(),
    ...rlocks(),
    ...rwlocks('RWLock, reading', 'rwlockRead'),
    ...rwlocks('RWLock, writing', 'rwlockWrite'),
    ...cells(),
  ],
};
