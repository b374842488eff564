/** `npm run bench -w @weft/native-epoll -- --help` */
import { type BenchRecord, curves, runBench } from '@weft/bench';
import { callCost, controlAndWait, eventCost } from './calls.js';
import { CONNECTIONS, echo } from './echo.js';
import { idleMemory } from './idle-memory.js';
import { streaming } from './streaming.js';

/** What becomes of the throughput, and of the latency, with more and more connections. */
function connectionCurves({ scenarios }: BenchRecord): Promise<string> {
  const at = (measure: string) =>
    CONNECTIONS.flatMap((size) => {
      const scenario = scenarios.find(({ name }) => name === `${measure}-${size}`);
      return scenario === undefined ? [] : [{ size, scenario }];
    });
  return curves('Echo of 64 bytes', [
    { title: 'Round trips', of: 'connections', at: at('echo') },
    { title: '99th percentile of the latency', of: 'connections', at: at('latency') },
  ]);
}

await runBench({
  title: 'Epoll, selectors and servers of @weft/native-epoll',
  subject: 'Weft',
  scenarios: [...echo, streaming, idleMemory, controlAndWait, callCost, eventCost],
  participants: {
    packages: ['@weft/native-epoll', 'epoll'],
    from: import.meta.url,
    programs: ['python3', 'rustc'],
  },
  drawings: [
    {
      file: 'connections.svg',
      title: 'Throughput and 99th percentile of the latency against connections',
      draw: connectionCurves,
    },
  ],
  results: new URL('../bench/results/', import.meta.url),
});
