import {
  type Contender,
  expectResult,
  MICROSECONDS,
  MILLIONS_PER_SECOND,
  millionsPerSecond,
  nanosecondsEach,
  repeatAsync,
  type Scenario,
} from '@weft/bench';
import { type Contents, ioredis, LENGTH, nodeRedis, weft } from './redis-clients.js';

const BATCH = 256;

/** Calls that are under way at a time, where they are not awaited one by one. */
const IN_FLIGHT = 64;

const VERBS = ['get', 'append', 'set'] as const;
type Verb = (typeof VERBS)[number];

/** One call, with its result checked. */
async function call(contents: Contents, verb: Verb, i: number): Promise<void> {
  if (verb === 'get') expectResult('the element', await contents.get(i % LENGTH), i % LENGTH);
  else if (verb === 'append') await contents.append(i);
  else await contents.set(`key ${i % LENGTH}`, i);
}

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
      const contents = await make();
      return {
        async round() {
          const pace = await repeatAsync(BATCH, async () => {
            for (let i = 0; i < BATCH; i += 1) await call(contents, verb, i);
          });
          return nanosecondsEach([pace]) / 1e3;
        },
        stop: () => contents.stop(),
      };
    },
  };
}

function inFlight(
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
      const contents = await make();
      const task = async () => {
        for (let i = 0; i < BATCH; i += 1) await call(contents, verb, i);
      };
      return {
        async round() {
          const pace = await repeatAsync(BATCH * IN_FLIGHT, async () => {
            await Promise.all(Array.from({ length: IN_FLIGHT }, task));
          });
          return millionsPerSecond([pace]);
        },
        stop: () => contents.stop(),
      };
    },
  };
}

export const redisSequential: Scenario = {
  name: 'redis-sequential',
  title: 'Lists and dicts in Redis: calls one after the other',
  about:
    'One operation is a command (`LINDEX`, `RPUSH` or `HSET`), from asking to the answer, of a server on the same machine. The bare clients carry texts, Weft carries any value.',
  unit: MICROSECONDS,
  contenders: VERBS.flatMap((verb) => [
    sequential('Weft', 'subject', verb, weft),
    sequential('ioredis', 'bare', verb, () => ioredis(false)),
    sequential('node-redis', 'peer', verb, nodeRedis),
  ]),
  targets: VERBS.map((verb) => ({ of: `Weft, ${verb}`, against: `ioredis, ${verb}`, atMost: 1.2 })),
};

export const redisInFlight: Scenario = {
  name: 'redis-in-flight',
  title: `Lists and dicts in Redis: ${IN_FLIGHT} tasks of one client`,
  about: 'The same commands; each task sends the next one as soon as it has the answer to the one before.',
  unit: MILLIONS_PER_SECOND,
  contenders: VERBS.flatMap((verb) => [
    inFlight('Weft', 'subject', verb, weft),
    inFlight('ioredis', 'bare', verb, () => ioredis(false)),
    inFlight('ioredis, autopipelining', 'bare', verb, () => ioredis(true)),
    inFlight('node-redis', 'peer', verb, nodeRedis),
  ]),
  targets: VERBS.flatMap((verb) => [
    { of: `Weft, ${verb}`, against: `ioredis, ${verb}`, atLeast: 0.8 },
    { of: `Weft, ${verb}`, against: `ioredis, autopipelining, ${verb}`, atLeast: 0.8 },
  ]),
};
