/** `npm run bench -w @weft/manager -- --help` */
import { runBench } from '@weft/bench';
import { proxyMemory } from './proxies.js';
import { redisInFlight, redisSequential } from './redis.js';
import { callsInFlight, sequentialCalls } from './server-calls.js';
import { manyClients, serverShare } from './server-clients.js';
import { shmScenarios } from './shm.js';

await runBench({
  title: 'Shared lists and dicts of @weft/manager',
  subject: 'Weft',
  scenarios: [
    sequentialCalls,
    callsInFlight,
    manyClients,
    serverShare,
    proxyMemory,
    ...shmScenarios,
    redisSequential,
    redisInFlight,
  ],
  participants: {
    packages: ['@weft/manager', 'ioredis', 'lmdb', 'redis'],
    from: import.meta.url,
    programs: ['python3', 'redis-server'],
  },
  results: new URL('../bench/results/', import.meta.url),
});
