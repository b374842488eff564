/** Entry of a team's threads. */
import { parentPort, workerData } from 'node:worker_threads';
import { bindThread } from './bind-thread.js';
import type { Briefing, Player } from './player.js';
import { StartLine } from './start-line.js';

const { module, player, shared, index, threads, startLine, port, processor } = workerData as Briefing;
const line = new StartLine(startLine, threads);
const players = (await import(module)) as Record<string, Player<unknown, unknown>>;
const makePlay = players[player];
if (makePlay === undefined) throw new Error(`${module} exports no ${player}`);

const play = await makePlay(shared, { index, threads, together: () => line.wait(), port });
// Only now: while it is loaded, a library may ask how many processors there are.
if (processor !== undefined) bindThread(processor);

parentPort?.on('message', async () => {
  parentPort?.postMessage(await play());
});
parentPort?.postMessage('ready');
