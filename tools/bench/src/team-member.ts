/** Entry of a team's threads and processes. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { bindThread } from './bind-thread.js';
import { clock } from './pace.js';
import type { Answer, Briefing, Call, Player } from './player.js';
import { StartLine } from './start-line.js';

const [briefing]: Briefing[] = parentPort === null ? await once(process, 'message') : [workerData];
const { module, player, shared, index, threads, startLine, port, processor } = briefing as Briefing;
const line = startLine && new StartLine(startLine, threads);
let startsAt = 0;
const together = () => (line ? line.wait() : sleepUntil(startsAt));

const players = (await import(module)) as Record<string, Player<unknown, unknown>>;
const makePlay = players[player];
if (makePlay === undefined) throw new Error(`${module} exports no ${player}`);
const play = await makePlay(shared, { index, threads, together, port });
// Only now: while it is loaded, a library may ask how many processors there are.
if (processor !== undefined) bindThread(processor);

(parentPort ?? process).on('message', async (call: Call) => {
  ({ startsAt } = call);
  answer({ result: await play() });
});
answer({ result: 'ready' });

function answer(message: Answer): void {
  if (parentPort === null) process.send?.(message);
  else parentPort.postMessage(message);
}

function sleepUntil(moment: number): void {
  const left = moment - clock();
  if (left > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, left);
}
