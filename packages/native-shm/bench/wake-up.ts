import { AtomicInt32, Semaphore } from '@weft/atomics';
import { countingProgram, MICROSECONDS, type Scenario } from '@weft/bench';
import { buildC } from './compare/build-c.js';
import { pingPong } from './contenders/ping-pong.js';

const APART = [0, 1] as const;
const BARE = 'C futex';
const MEMORY = 'Weft ProcessMemory wait + notify';
const CELL = 'Weft AtomicInt32 wait + notify';

const source = new URL('../bench/compare/futex-ping-pong.c', import.meta.url);

/** What it costs to wake another process and to be woken by it. */
export const wakeUp: Scenario = {
  name: 'wake-up',
  title: 'Wake-up ping-pong of two processes on two processors',
  about:
    'Two processes wake each other in turn; per round trip, which is two wake-ups. The objects of Weft spin ' +
    'for a moment before they park, the bare futex and the bare memory do not.',
  unit: MICROSECONDS,
  contenders: [
    countingProgram({
      name: BARE,
      role: 'bare',
      program: () => buildC(source),
      after: APART.map(String),
      help: 'install a C compiler (cc)',
      value: (each) => each / 1e3,
    }),
    pingPong({
      name: MEMORY,
      role: 'subject',
      player: 'memory',
      side: (region) => region.allocate(4),
      processors: APART,
    }),
    pingPong({
      name: CELL,
      role: 'subject',
      player: 'cell',
      side: (region) => new AtomicInt32(0, { in: region }),
      processors: APART,
    }),
    pingPong({
      name: 'Weft Semaphore',
      role: 'subject',
      player: 'semaphore',
      side: (region) => new Semaphore(0, { in: region }),
      processors: APART,
    }),
  ],
  targets: [
    { of: MEMORY, against: BARE, atMost: 1.2 },
    { of: CELL, against: BARE, atMost: 1.2 },
  ],
};
