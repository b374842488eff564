import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { closeClients, connect, nextFrom } from './support/client.js';

const THREADS = 4;
const CONNECTIONS = 200;

afterEach(closeClients);

/** A thread that serves a port and greets with its number; the port. */
async function startThread(number: number, port: number): Promise<[Worker, port: number]> {
  const worker = new Worker(new URL('./programs/greeter.js', import.meta.url), {
    workerData: { number, port },
  });
  const [listening] = (await once(worker, 'message')) as [number];
  return [worker, listening];
}

it('threads serve one port together, and it is served as long as one of them is there', async () => {
  const [first, port] = await startThread(0, 0);
  const others = await Promise.all(
    Array.from({ length: THREADS - 1 }, (_, index) => startThread(index + 1, port)),
  );
  const workers = [first, ...others.map(([worker]) => worker)];
  expect(others.map(([, same]) => same)).toEqual(others.map(() => port));

  const server = { address: { address: '127.0.0.1', family: 'IPv4', port } };
  const greetings = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => nextFrom(await connect(server))),
  );
  // Dealt out by a hash: that one of four gets none of 200 does not happen in 10^24 runs.
  expect(new Set(greetings).size).toBe(THREADS);

  await Promise.all(workers.slice(1).map((worker) => worker.terminate()));
  expect(await nextFrom(await connect(server))).toBe('thread 0');
  await first.terminate();
  await expect(connect(server)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
