import { MICROSECONDS, MILLIONS_PER_SECOND, type Scenario } from '@weft/bench';
import { IN_FLIGHT, inFlight, sequential, VERBS } from './calls.js';
import { ioredis, nodeRedis, weft } from './redis-clients.js';

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
