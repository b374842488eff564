import { AtomicInt32, Event, Semaphore, share } from '@weft/atomics';
import { type Contender, MICROSECONDS, type Scenario } from '@weft/bench';
import { signalWords } from './compare/bare-wake-ups.js';
import { buffers } from './compare/multithreading-wake-ups.js';
import { pingPong } from './contenders/ping-pong.js';

interface Where {
  readonly case: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly processors: readonly [number, number];
}

const NO_SPINNING = { env: { WEFT_SPIN: 'never' } };
const ONE_PROCESSOR: Where = { case: 'parked, one processor', processors: [0, 0], ...NO_SPINNING };
const TWO_PROCESSORS: Where = { case: 'parked, two processors', processors: [0, 1], ...NO_SPINNING };
const RUNNING: Where = { case: 'both running', processors: [0, 1] };

function bare(where: Where): Contender {
  return pingPong({
    ...where,
    name: 'Atomics.wait + notify',
    role: 'bare',
    module: 'compare/bare-wake-ups.js',
    player: 'waitAndNotify',
    signals: signalWords,
  });
}

function weft(where: Where): Contender[] {
  const common = { ...where, role: 'subject', module: 'weft/wake-ups.js' } as const;
  return [
    pingPong({
      ...common,
      name: 'Weft Event',
      player: 'event',
      signals: () => share([new Event(), new Event()]),
    }),
    pingPong({
      ...common,
      name: 'Weft Semaphore',
      player: 'semaphore',
      signals: () => share([new Semaphore(0), new Semaphore(0)]),
    }),
    pingPong({
      ...common,
      name: 'Weft AtomicInt32',
      player: 'cell',
      signals: () => share([new AtomicInt32(), new AtomicInt32()]),
    }),
  ];
}

function multithreading(where: Where): Contender {
  return pingPong({
    ...where,
    name: 'multithreading Condvar',
    role: 'peer',
    module: 'compare/multithreading-wake-ups.js',
    player: 'condition',
    signals: buffers,
  });
}

const KINDS = ['Event', 'Semaphore', 'AtomicInt32'];

/** How soon a blocked thread goes on when another one wakes it. */
export const wakeUp: Scenario = {
  name: 'wake-up',
  title: 'Wake-up, blocking: two threads wake each other in turn',
  about:
    'One operation is a round trip, two wake-ups. "parked": Weft is told not to spin, so every wait parks; both ' +
    'threads are bound to one processor, or to one each. "both running": one each, and Weft as it is by default. ' +
    'Nobody may go on out of turn.',
  unit: MICROSECONDS,
  contenders: [ONE_PROCESSOR, TWO_PROCESSORS, RUNNING].flatMap((where) => [
    bare(where),
    ...weft(where),
    multithreading(where),
  ]),
  targets: [
    ...[ONE_PROCESSOR, TWO_PROCESSORS].flatMap((where) =>
      KINDS.map((kind) => ({
        of: `Weft ${kind}, ${where.case}`,
        against: `Atomics.wait + notify, ${where.case}`,
        atMost: 1.2,
      })),
    ),
    ...KINDS.map((kind) => ({
      of: `Weft ${kind}, ${RUNNING.case}`,
      against: `Atomics.wait + notify, ${TWO_PROCESSORS.case}`,
      atMost: 0.25,
    })),
  ],
};
