/**
 * Lesson 24: tasks that wait at the same time, in one thread.
 *
 *     def f(url):
 *         print('GET: %s' % url)
 *         data = urlopen(url).read()
 *         print('%d bytes received from %s.' % (len(data), url))
 *
 *     gevent.joinall([gevent.spawn(f, a), gevent.spawn(f, b), gevent.spawn(f, c)])
 *
 * Three servers are asked together. None of them answers before all have been asked, and then each takes its time: so
 * the whole takes as long as the slowest, and one after the other would never come to an end.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  currentTask,
  Event,
  joinAll,
  Semaphore,
  sleep,
  spawn,
  type Task,
  TaskPool,
  Timeout,
  until,
} from '@weft/coroutines';

const TIMES = { quick: 10, middle: 60, slow: 110 };

let asked = 0;
const allAsked = new Event();

/** A server that answers `/` late, and everything else at once. */
async function listen(name: string, ms: number): Promise<[string, Server]> {
  const server = createServer(async ({ url }, response) => {
    if (url === '/') {
      asked += 1;
      if (asked === 3) allAsked.set();
      await allAsked.wait();
      await sleep(ms);
    }
    response.end(name.repeat(ms));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server];
}

/** A generator is a task that can be killed wherever it waits; `until` waits for a promise of anybody. */
function* get(name: string, url: string): Generator<unknown, number, unknown> {
  console.log(`GET: ${name}`);
  const { signal } = currentTask() as Task;
  const response = yield* until(fetch(url, { signal }));
  const { length } = yield* until(response.text());
  console.log(`${length} bytes received from ${name}.`);
  return length;
}

const servers = await Promise.all(Object.entries(TIMES).map(([name, ms]) => listen(name, ms)));
const sites = Object.keys(TIMES).map((name, i) => [name, servers[i]?.[0] as string] as const);

console.log('--- one after the other');
const outcome = await Timeout.run(
  300,
  function* () {
    for (const [name, url] of sites) yield* spawn(get, name, url).get();
    return 'all answered';
  },
  { value: 'the time is over, and the first has not answered' },
);
console.log(outcome);
asked = 0;

console.log('--- together');
const tasks = sites.toReversed().map(([name, url]) => spawn(get, name, url));
const ended = await joinAll(tasks, { raiseError: true });
console.log(`in the order of their ends: ${ended.map(({ value }) => value).join(', ')}`);

console.log('--- ten more, at most three at a time');
const pool = new TaskPool(3);
const open = new Semaphore(3);
const lengths = await pool.map(
  function* (i: number) {
    const permit = open.tryAcquire();
    if (permit === undefined) throw new Error('a fourth one at a time');
    const response = yield* until(fetch(`${sites[i % 3]?.[1]}/at-once`));
    const { length } = yield* until(response.text());
    permit.release();
    return length;
  },
  Array.from({ length: 10 }, (_, i) => i),
);
console.log(lengths.join(', '));

for (const [, server] of servers) {
  server.close();
  server.closeAllConnections();
}
