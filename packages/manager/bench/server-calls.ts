import { fileURLToPath } from 'node:url';
import {
  type Contender,
  expectResult,
  MICROSECONDS,
  MILLIONS_PER_SECOND,
  millionsPerSecond,
  nanosecondsEach,
  repeatAsync,
  runProgram,
  type Scenario,
} from '@weft/bench';
import { type Contents, ioredis, LENGTH } from './redis-clients.js';
import { weftServer } from './server-client.js';

const BATCH = 256;

/** Calls that are under way at a time, where they are not awaited one by one. */
const IN_FLIGHT = 64;

type Verb = 'get' | 'append';

/** Calls one after the other: each begins when the one before it was answered. */
function sequential(
  name: string,
  role: Contender['role'],
  verb: Verb,
  make: () => Promise<Contents>,
): Contender {
  return {
    name,
    role,
    case: verb,
    async start() {
      const list = await make();
      return {
        async round() {
          const pace = await repeatAsync(BATCH, async () => {
            for (let i = 0; i < BATCH; i += 1) {
              if (verb === 'get') expectResult('the element', await list.get(i), i);
              else await list.append(i);
            }
          });
          return nanosecondsEach([pace]) / 1e3;
        },
        stop: () => list.stop(),
      };
    },
  };
}

/** Tasks each of which calls again as soon as it was answered. */
function inFlight(name: string, role: Contender['role'], make: () => Promise<Contents>): Contender {
  return {
    name,
    role,
    async start() {
      const list = await make();
      let next = 0;
      const task = async () => {
        for (let i = 0; i < BATCH; i += 1) {
          next = (next + 1) % LENGTH;
          const index = next;
          expectResult('the element', await list.get(index), index);
        }
      };
      return {
        async round() {
          const pace = await repeatAsync(BATCH * IN_FLIGHT, async () => {
            await Promise.all(Array.from({ length: IN_FLIGHT }, task));
          });
          return millionsPerSecond([pace]);
        },
        stop: () => list.stop(),
      };
    },
  };
}

const PYTHON = fileURLToPath(new URL('../bench/compare/python_manager.py', import.meta.url));

function python(verb: Verb): Contender {
  return {
    name: 'Python Manager().list()',
    role: 'peer',
    case: verb,
    start: () => ({
      async round() {
        const { operations, seconds } = await runProgram<{ operations: number; seconds: number }>(
          'python3',
          [PYTHON, verb, '4000'],
          'install Python 3',
        );
        return (seconds / operations) * 1e6;
      },
    }),
  };
}

const VERBS: readonly Verb[] = ['get', 'append'];

export const sequentialCalls: Scenario = {
  name: 'server-sequential',
  title: 'A list in a server: calls one after the other',
  about:
    'One operation is a call, from asking to the answer, of one client of a server in another process on the same machine. All clients await; Redis is reached by TCP, the others by Unix sockets.',
  unit: MICROSECONDS,
  contenders: VERBS.flatMap((verb) => [
    sequential('Weft Manager', 'subject', verb, weftServer),
    sequential('Redis, ioredis', 'peer', verb, () => ioredis(false)),
    python(verb),
  ]),
  targets: VERBS.flatMap((verb) =>
    ['Redis, ioredis', 'Python Manager().list()'].map((against) => ({
      of: `Weft Manager, ${verb}`,
      against: `${against}, ${verb}`,
      atMost: 1,
    })),
  ),
};

export const callsInFlight: Scenario = {
  name: 'server-in-flight',
  title: `A list in a server: ${IN_FLIGHT} tasks of one client`,
  about: 'Each task gets an element, and the next one as soon as it has it. Every element is checked.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    inFlight('Weft Manager', 'subject', weftServer),
    inFlight('Redis, ioredis pipelined', 'peer', () => ioredis(true)),
    inFlight('Redis, ioredis', 'peer', () => ioredis(false)),
  ],
  targets: [{ of: 'Weft Manager', against: 'Redis, ioredis pipelined', atLeast: 2 }],
};
