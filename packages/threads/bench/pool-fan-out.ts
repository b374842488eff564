import { type Contender, expectResult, MILLIONS_PER_SECOND, type Scenario } from '@weft/bench';
import { type AnyPool, piscinaPool, tinypoolPool, weftPool, workerpoolPool } from './contenders/pools.js';

const TASKS = 100_000;

function fanOut(name: string, role: Contender['role'], make: () => AnyPool): Contender {
  return {
    name,
    role,
    async start() {
      const pool = make();
      await pool.run(0);
      return {
        async round() {
          const began = performance.now();
          const results = await Promise.all(Array.from({ length: TASKS }, (_, i) => pool.run(i)));
          const took = performance.now() - began;
          for (let i = 0; i < TASKS; i += 1) expectResult('a result', results[i], i + 1);
          return TASKS / took / 1e3;
        },
        stop: async () => void (await pool.stop()),
      };
    },
  };
}

const WEFT = 'Weft Pool of threads';
const PISCINA = [1, 16, 64].flatMap((concurrent) =>
  (['sync', 'async'] as const).map((atomics) => ({
    name: `piscina, atomics ${atomics}, ${concurrent} per worker`,
    make: () => piscinaPool(atomics, concurrent),
  })),
);

export const poolFanOut: Scenario = {
  name: 'pool-fan-out',
  title: 'Pool of two workers: 100,000 tiny tasks at once',
  about: 'Tasks per second from the first call to the last result; every result is checked.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    fanOut(WEFT, 'subject', () => weftPool('thread')),
    fanOut('Weft Pool of processes', 'subject', () => weftPool('process')),
    ...PISCINA.map(({ name, make }) => fanOut(name, 'peer', make)),
    fanOut('tinypool', 'peer', tinypoolPool),
    fanOut('workerpool', 'peer', workerpoolPool),
  ],
  targets: [
    ...PISCINA.map(({ name }) => ({ of: WEFT, against: name, atLeast: 5 })),
    { of: WEFT, against: 'tinypool', atLeast: 10 },
    { of: WEFT, against: 'workerpool', atLeast: 10 },
  ],
};
