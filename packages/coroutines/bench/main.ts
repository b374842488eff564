/** `npm run bench -w @weft/coroutines -- --help` */
import { runBench } from '@weft/bench';
import { liveTasks } from './live-tasks.js';
import { spawnAndJoin } from './spawn-and-join.js';
import { switches } from './switches.js';

await runBench({
  title: 'Greenlets and tasks of @weft/coroutines',
  subject: 'Weft',
  scenarios: [switches, spawnAndJoin, liveTasks],
  participants: {
    packages: ['@weft/coroutines', 'co', 'effection'],
    from: import.meta.url,
    programs: ['python3'],
  },
  results: new URL('../bench/results/', import.meta.url),
});
