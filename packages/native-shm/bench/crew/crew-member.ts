/** Entry of a crew's processes and threads. */
import '@weft/native-shm';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { attach, type Barrier } from '@weft/atomics';
import type { Briefing, Player } from './crew.js';

const port = parentPort;
const briefing = (port === null ? (await once(process, 'message'))[0] : workerData) as Briefing;
const { module, player, index, shared, startLine } = attach<Briefing>(briefing);
const barrier = startLine as Barrier;
const players = (await import(`../players/${module}.js`)) as Record<string, Player<unknown, unknown>>;
const makePlay = players[player];
if (makePlay === undefined) throw new Error(`${module} exports no ${player}`);
const play = makePlay(shared, { index, together: () => void barrier.waitSync() });

const post = (message: unknown) => (port === null ? process.send?.(message) : port.postMessage(message));
(port ?? process).on('message', async () => {
  post({ result: await play() });
});
post('ready');
