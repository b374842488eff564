import { Event, Semaphore, share } from '@weft/atomics';
import { type Contender, MICROSECONDS, type Scenario } from '@weft/bench';
import { signalWords } from './compare/bare-wake-ups.js';
import { late, latency, processorTime, type Waited } from './contenders/late.js';

function contendersFor(what: string, value: (waited: Waited) => number): Contender[] {
  const common = { case: what, value };
  return [
    late({
      ...common,
      name: 'Atomics.wait + notify',
      role: 'bare',
      module: 'compare/bare-wake-ups.js',
      player: 'lateWaitAndNotify',
      signals: signalWords,
    }),
    late({
      ...common,
      name: 'Weft Event',
      role: 'subject',
      module: 'weft/wake-ups.js',
      player: 'lateEvent',
      signals: () => share([new Event(), new Event()]),
    }),
    late({
      ...common,
      name: 'Weft Semaphore',
      role: 'subject',
      module: 'weft/wake-ups.js',
      player: 'lateSemaphore',
      signals: () => share([new Semaphore(0), new Semaphore(0)]),
    }),
  ];
}

/** What spinning costs where it cannot help. */
export const lateWakeUp: Scenario = {
  name: 'late-wake-up',
  title: 'Late wake-up: the other thread works for 200 µs before it answers',
  about:
    'Per wait: how much longer it took than the work, and what processor time the waiting thread used meanwhile. All ' +
    'answers must arrive.',
  unit: MICROSECONDS,
  contenders: [
    ...contendersFor('delay', latency),
    ...contendersFor('processor time of the waiter', processorTime),
  ],
};
