/** `npm run bench -w @weft/threads -- --help` */
import { runBench } from '@weft/bench';
import { parallelMap } from './parallel-map.js';
import { pipeLargeMessages, pipeRoundTrip } from './pipe.js';
import { poolFanOut } from './pool-fan-out.js';
import { poolRoundTrip, processPoolRoundTrip } from './pool-round-trip.js';
import { processStart, threadStart } from './start.js';

await runBench({
  title: 'Threads, processes, pools and pipes of @weft/threads',
  subject: 'Weft',
  scenarios: [
    poolRoundTrip,
    processPoolRoundTrip,
    poolFanOut,
    parallelMap,
    threadStart,
    processStart,
    pipeRoundTrip,
    pipeLargeMessages,
  ],
  participants: {
    packages: ['@weft/threads', 'piscina', 'tinypool', 'workerpool'],
    from: import.meta.url,
    programs: ['python3'],
  },
  results: new URL('../bench/results/', import.meta.url),
});
