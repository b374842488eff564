import { fileURLToPath } from 'node:url';
import {
  type Contender,
  expectResult,
  NANOSECONDS,
  nanosecondsEach,
  repeat,
  repeatAsync,
  runProgram,
  type Scenario,
  Unavailable,
} from '@weft/bench';
import { type AnyGreenlet, Greenlet, getCurrent, Queue, spawn } from '@weft/coroutines';

const BATCH = 10_000;

/** Two greenlets that switch to each other, each time with the next number. */
function greenlets(): Contender {
  return {
    name: 'Weft Greenlet.switch',
    role: 'subject',
    start() {
      const main = getCurrent();
      const one: AnyGreenlet = new Greenlet(function* (limit: number) {
        for (let next = limit; ; ) {
          let count = 0;
          while (count < next) count = yield* other.switch<number>(count + 1);
          next = yield* main.switch<number>(count);
        }
      });
      const other: AnyGreenlet = new Greenlet(function* (count: number) {
        for (let last = count; ; ) last = yield* one.switch<number>(last + 1);
      });
      return {
        round() {
          const pace = repeat(BATCH, () => expectResult('the count', one.switchSync(BATCH), BATCH));
          return nanosecondsEach([pace]);
        },
      };
    },
  };
}

/** Two tasks that pass a number to and fro: what waiting costs, the run queue included. */
function tasks(): Contender {
  return {
    name: 'Weft tasks through queues',
    role: 'subject',
    case: 'through the run queue',
    start: () => ({
      async round() {
        const pace = await repeatAsync(BATCH, async () => {
          const [there, back] = [new Queue<number>(), new Queue<number>()];
          const other = spawn(function* () {
            for (;;) yield* back.put((yield* there.get()) + 1);
          });
          const one = spawn(function* () {
            let count = 0;
            while (count < BATCH) {
              yield* there.put(count + 1);
              count = yield* back.get();
            }
            return count;
          });
          expectResult('the count', await one.get(), BATCH);
          await other.kill();
        });
        return nanosecondsEach([pace]);
      },
    }),
  };
}

async function incremented(count: number): Promise<number> {
  return count + 1;
}

/** The cheapest `await` there is: control never reaches anybody else. */
function awaits(): Contender {
  return {
    name: 'await of a function that returns at once',
    role: 'bare',
    start: () => ({
      async round() {
        const pace = await repeatAsync(BATCH, async () => {
          let count = 0;
          while (count < BATCH) count = await incremented(count);
          expectResult('the count', count, BATCH);
        });
        return nanosecondsEach([pace]);
      },
    }),
  };
}

/** Two async functions that hand a number to each other, as greenlets do: each awaits what the other one resolves. */
function promises(): Contender {
  return {
    name: 'await round trips of two async functions',
    role: 'bare',
    start: () => ({
      async round() {
        const pace = await repeatAsync(BATCH, async () => {
          let wakeOne = (_count: number) => {};
          let wakeOther = (_count: number) => {};
          const other = (async () => {
            for (let count = 0; count < BATCH; ) {
              count = await new Promise<number>((resolve) => {
                wakeOther = resolve;
              });
              wakeOne(count + 1);
            }
          })();
          let count = 0;
          while (count < BATCH) {
            const answer = new Promise<number>((resolve) => {
              wakeOne = resolve;
            });
            wakeOther(count + 1);
            count = await answer;
          }
          wakeOther(BATCH);
          await other;
          expectResult('the count', count, BATCH);
        });
        return nanosecondsEach([pace]);
      },
    }),
  };
}

/** What all of it stands on: a generator that is resumed by hand. */
function bareGenerator(): Contender {
  return {
    name: 'next() of a bare generator',
    role: 'bare',
    start() {
      const counter = (function* (): Generator<number, never, number> {
        for (let count = 0; ; ) count = (yield count + 1) as number;
      })();
      counter.next();
      return {
        round() {
          const pace = repeat(BATCH, () => {
            let count = 0;
            while (count < BATCH) count = counter.next(count).value;
            expectResult('the count', count, BATCH);
          });
          return nanosecondsEach([pace]);
        },
      };
    },
  };
}

const PYTHON = fileURLToPath(new URL('../bench/compare/python_greenlet.py', import.meta.url));

function python(): Contender {
  return {
    name: 'Python greenlet',
    role: 'peer',
    async start() {
      const round = async () => {
        const help = 'install Python 3';
        const result = await runProgram<{
          missing?: string;
          counted: number;
          operations: number;
          nanoseconds: number;
        }>('python3', [PYTHON], help);
        if (result.missing !== undefined)
          throw new Unavailable(`python3 has no ${result.missing}: install it with pip`);
        expectResult('the count', result.counted, result.operations);
        return result.nanoseconds / result.operations;
      };
      await round();
      return { round };
    },
  };
}

export const switches: Scenario = {
  name: 'switch',
  title: 'A switch from one body to another, with a value',
  about: 'Two bodies count together, each in its turn; the count is checked.',
  unit: NANOSECONDS,
  contenders: [greenlets(), awaits(), promises(), bareGenerator(), python(), tasks()],
  targets: [
    { of: 'Weft Greenlet.switch', atMost: 60 },
    { of: 'Weft Greenlet.switch', against: 'await round trips of two async functions', atMost: 1 },
    { of: 'Weft Greenlet.switch', against: 'Python greenlet', atMost: 1 },
  ],
};
