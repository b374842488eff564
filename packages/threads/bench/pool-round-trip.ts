import { fileURLToPath } from 'node:url';
import { Event, share } from '@weft/atomics';
import {
  type Contender,
  expectResult,
  MICROSECONDS,
  nanosecondsEach,
  type Pace,
  repeat,
  repeatAsync,
  runProgram,
  type Scenario,
  Team,
} from '@weft/bench';
import { type AnyPool, piscinaPool, tinypoolPool, weftPool, workerpoolPool } from './contenders/pools.js';

const BATCH = 64;

function awaited(name: string, role: Contender['role'], make: () => AnyPool, where?: string): Contender {
  return {
    name,
    role,
    case: where,
    async start() {
      const pool = make();
      await pool.run(0);
      return {
        async round() {
          const pace = await repeatAsync(BATCH, async () => {
            for (let i = 0; i < BATCH; i += 1) expectResult('the result', await pool.run(i), i + 1);
          });
          return nanosecondsEach([pace]) / 1e3;
        },
        stop: async () => void (await pool.stop()),
      };
    },
  };
}

function blocking(name: string, kind: 'thread' | 'process', where?: string): Contender {
  return {
    name,
    role: 'subject',
    case: where,
    async start() {
      const pool = weftPool(kind);
      await pool.run(0);
      return {
        round() {
          const pace = repeat(BATCH, () => {
            for (let i = 0; i < BATCH; i += 1) expectResult('the result', pool.runSync?.(i), i + 1);
          });
          return nanosecondsEach([pace]) / 1e3;
        },
        stop: async () => void (await pool.stop()),
      };
    },
  };
}

/** Two threads that set events for each other in turn: what no round trip through a pool can beat by far. */
export function eventPingPong(): Contender {
  return {
    name: 'Weft Event ping-pong',
    role: 'bare',
    async start() {
      const team = await Team.start<Pace | undefined>({
        module: new URL('weft/round-trips.js', import.meta.url),
        player: 'events',
        threads: 2,
        shared: share([new Event(), new Event(), new Event()]),
      });
      return {
        async round() {
          const [pace] = await team.play();
          return nanosecondsEach([pace as Pace]) / 1e3;
        },
        stop: () => team.stop(),
      };
    },
  };
}

const PYTHON = fileURLToPath(new URL('../bench/compare/python_pools.py', import.meta.url));

function python(which: string): Contender {
  return {
    name: `Python ${which}`,
    role: 'peer',
    start: () => ({
      async round() {
        const { operations, seconds } = await runProgram<{ operations: number; seconds: number }>(
          'python3',
          [PYTHON, which, '1000'],
          'install Python 3',
        );
        return (seconds / operations) * 1e6;
      },
    }),
  };
}

export const poolRoundTrip: Scenario = {
  name: 'pool-round-trip',
  title: 'Pool of two threads: tasks one after the other',
  about: 'One operation is a task that adds one, from the call to the result; every result is checked.',
  unit: MICROSECONDS,
  contenders: [
    awaited('Weft Pool.apply', 'subject', () => weftPool('thread')),
    blocking('Weft Pool.applySync', 'thread'),
    eventPingPong(),
    awaited('piscina', 'peer', () => piscinaPool('sync', 1)),
    awaited('piscina, atomics async', 'peer', () => piscinaPool('async', 1)),
    awaited('tinypool', 'peer', tinypoolPool),
    awaited('workerpool', 'peer', workerpoolPool),
    python('ThreadPoolExecutor'),
  ],
  targets: [
    { of: 'Weft Pool.apply', against: 'piscina', atMost: 0.5 },
    { of: 'Weft Pool.apply', against: 'piscina, atomics async', atMost: 0.5 },
    { of: 'Weft Pool.applySync', against: 'Weft Event ping-pong', atMost: 1.3 },
  ],
};

export const processPoolRoundTrip: Scenario = {
  name: 'process-pool-round-trip',
  title: 'Pool of two processes: tasks one after the other',
  about: 'As with threads. Python: Pool.apply, and submit().result() of an executor.',
  unit: MICROSECONDS,
  contenders: [
    awaited('Weft Pool.apply', 'subject', () => weftPool('process')),
    blocking('Weft Pool.applySync', 'process'),
    python('multiprocessing.Pool'),
    python('ProcessPoolExecutor'),
  ],
  targets: ['Weft Pool.apply', 'Weft Pool.applySync'].map((of) => ({
    of,
    against: 'Python multiprocessing.Pool',
    atMost: 0.2,
  })),
};
