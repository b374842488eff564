import { fileURLToPath } from 'node:url';
import { type Contender, MICROSECONDS, MILLIONS_PER_SECOND, runProgram, type Scenario } from '@weft/bench';
import { IN_FLIGHT, inFlight, sequential, type Verb } from './calls.js';
import { ioredis } from './redis-clients.js';
import { weftServer } from './server-client.js';

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

const CALLS: readonly Verb[] = ['get', 'append'];

export const sequentialCalls: Scenario = {
  name: 'server-sequential',
  title: 'A list in a server: calls one after the other',
  about:
    'One operation is a call, from asking to the answer, of one client of a server in another process on the same machine. All clients await; Redis is reached by TCP, the others by Unix sockets.',
  unit: MICROSECONDS,
  contenders: CALLS.flatMap((verb) => [
    sequential('Weft Manager', 'subject', verb, weftServer),
    sequential('Redis, ioredis', 'peer', verb, () => ioredis(false)),
    python(verb),
  ]),
  targets: CALLS.flatMap((verb) =>
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
    inFlight('Weft Manager', 'subject', 'get', weftServer),
    inFlight('Redis, ioredis pipelined', 'peer', 'get', () => ioredis(true)),
    inFlight('Redis, ioredis', 'peer', 'get', () => ioredis(false)),
  ],
  targets: [{ of: 'Weft Manager, get', against: 'Redis, ioredis pipelined, get', atLeast: 2 }],
};
