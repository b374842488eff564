import { Manager } from '@weft/manager';
import { expect, it } from 'vitest';
import { Random, runSeed } from '../../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../../atomics/dist-test/support/scale.js';
import { LONG, untilAsync } from '../../conformance/waits.js';
import { Child } from '../support/child.js';
import { RedisServer } from '../support/redis-server.js';

const WORKERS = 3;

it('every item is worked on, however many workers are killed while they do', async () => {
  const random = new Random(runSeed('storm'));
  const items = scaled(3000);
  const server = await RedisServer.start();
  const url = `${server.url}?lease=1000`;
  const manager = await Manager.connect(url);
  const queue = await manager.queue<number>({ name: 'q' });
  const done = await manager.list<number>([], { name: 'q done' });
  const hire = () => Child.start('client', url, 'work', 'q');
  const workers = Array.from({ length: WORKERS }, hire);
  let kills = 0;
  try {
    await queue.putMany(Array.from({ length: items }, (_, i) => i));
    while ((await queue.qsize()) > 0) {
      const place = random.below(WORKERS);
      const before = await done.length();
      await untilAsync(
        async () => (await done.length()) > before + 100 || (await queue.qsize()) === 0,
        'they work',
      );
      await workers[place]?.kill();
      kills += 1;
      workers[place] = hire();
    }
    await queue.join({ timeout: LONG });
    const all = await done.toArray();
    expect(new Set(all).size).toBe(items);
    // Whoever is killed between the work and its word for it leaves that one item to be done again.
    expect(all.length).toBeLessThanOrEqual(items + kills);
    expect(kills).toBeGreaterThan(0);
  } finally {
    for (const worker of workers) await worker.kill();
    await manager.close();
    await server.stop();
  }
});
