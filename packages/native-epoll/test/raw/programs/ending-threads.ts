/** Threads that end, in the ways that it is told, while they wait. What they had open must be closed, and nothing may crash. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const openFds = () => readdirSync('/proc/self/fd').length;

async function run(how: string): Promise<void> {
  const worker = new Worker(new URL('./ending-thread.js', import.meta.url), { workerData: how });
  const ended = once(worker, 'exit');
  if (how !== 'returns') {
    await once(worker, 'message');
    await worker.terminate();
  }
  await ended;
}

const ways = process.argv.slice(2);
// The first of each starts what lives as long as the process.
for (const how of ways) await run(how);
const before = openFds();
for (let round = 0; round < 4; round += 1) await Promise.all(ways.map(run));
// A thread's own files of Node are closed a moment after it has ended.
const deadline = performance.now() + 20_000;
while (openFds() > before && performance.now() < deadline)
  await new Promise((resolve) => setTimeout(resolve, 10));
console.log(openFds() <= before ? 'nothing left open' : `${openFds() - before} left open`);
