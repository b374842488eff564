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

const SHARED = 'Weft Manager, shared memory';
const SOCKET = 'Weft Manager, socket';
const PEERS = ['Redis, ioredis', 'Python Manager().list()'];

export const sequentialCalls: Scenario = {
  name: 'server-sequential',
  title: 'A list in a server: calls one after the other',
  about:
    'One operation is a call, from asking to the answer, of one client of a server in another process on the same machine. All clients await; Redis is reached by TCP, Python by a Unix socket. Through shared memory both sides look for each other in every turn of their event loops, which takes a processor for each: where there are fewer, they sleep as over a socket.',
  unit: MICROSECONDS,
  contenders: CALLS.flatMap((verb) => [
    sequential(SHARED, 'subject', verb, () => weftServer('shared-memory')),
    sequential(SOCKET, 'subject', verb, () => weftServer('socket')),
    sequential('Redis, ioredis', 'peer', verb, () => ioredis(false)),
    python(verb),
  ]),
  targets: CALLS.flatMap((verb) =>
    PEERS.flatMap((peer) => [
      { of: `${SHARED}, ${verb}`, against: `${peer}, ${verb}`, atMost: 1 / 3 },
      { of: `${SOCKET}, ${verb}`, against: `${peer}, ${verb}`, atMost: 1 },
    ]),
  ),
};

export const callsInFlight: Scenario = {
  name: 'server-in-flight',
  title: `A list in a server: ${IN_FLIGHT} tasks of one client`,
  about: 'Each task gets an element, and the next one as soon as it has it. Every element is checked.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    inFlight(SHARED, 'subject', 'get', () => weftServer('shared-memory')),
    inFlight(SOCKET, 'subject', 'get', () => weftServer('socket')),
    inFlight('Redis, ioredis pipelined', 'peer', 'get', () => ioredis(true)),
    inFlight('Redis, ioredis', 'peer', 'get', () => ioredis(false)),
  ],
  targets: [SHARED, SOCKET].map((name) => ({
    of: `${name}, get`,
    against: 'Redis, ioredis pipelined, get',
    atLeast: 2,
  })),
};
