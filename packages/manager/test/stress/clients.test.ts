/** A thousand clients that come, take hold of what they can, and are gone. */
import { type ManagedLock, Manager, ManagerServer } from '@weft/manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { untilAsync } from '../conformance/waits.js';
import { RawClient } from '../server/raw-client.js';
import { objectsOf } from '../server/support.js';

const CLIENTS = 1000;

/** So many at once: more may be more descriptors than a process may have. */
const AT_ONCE = 100;

/** What they make, with its arguments. */
const KINDS = [['list'], ['lock'], ['event'], ['queue', 1], ['semaphore', 1]] as const;

/** What they do with it, and wait for. */
const WAITS: Readonly<Record<(typeof KINDS)[number][0], readonly [string, ...(number | null)[]]>> = {
  list: ['length'],
  lock: ['acquire', null, 0],
  event: ['wait', null],
  queue: ['get', null, 1],
  semaphore: ['acquire', null, 1],
};

describe('clients that come and die', () => {
  const server = new ManagerServer({ linger: 5 });
  let manager: Manager;
  beforeAll(async () => {
    manager = await Manager.connect(await server.serve());
  });
  afterAll(async () => {
    await manager.close();
    await server.close();
  });

  /** Takes hold of everything, and is gone in the middle of whatever it does. */
  async function liveAndDie(random: Random): Promise<void> {
    const client = await RawClient.join(server.address);
    for (let i = 1; i <= 5; i += 1) {
      const [kind, ...rest] = random.pick(KINDS);
      const name = random.below(2) === 0 ? Buffer.from(kind) : null;
      client.send(i, 0, 'create', Buffer.from(kind), name, ...rest);
      const [, , [object]] = (await client.answer(i)) as [number, number, [number]];
      client.send(100 + i, object, ...WAITS[kind]);
    }
    // Half a frame is left behind, now and then.
    if (random.below(2) === 0) client.socket.write(Buffer.of(200, 0, 0));
    client.close();
  }

  it('leave nothing behind', { timeout: 120_000 }, async () => {
    const random = new Random(runSeed('clients'));
    const lock: ManagedLock = await manager.lock({ name: 'lock' });
    const semaphore = await manager.semaphore(1, { name: 'semaphore' });
    const queue = await manager.queue({ maxsize: 1, name: 'queue' });
    const total = scaled(CLIENTS);
    for (let done = 0; done < total; done += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, total - done) }, () => liveAndDie(random)));
    }
    await untilAsync(async () => (await objectsOf(server.address)).clients.length === 2, 'all are gone');
    // What they held is abandoned or given back, and whatever they waited for goes to others.
    const guard = await lock.acquire().catch(() => lock.recover());
    await guard.release();
    await (await semaphore.acquire()).release();
    expect(await semaphore.value()).toBe(1);
    await queue.put('for whoever is there');
    expect(await queue.get()).toBe('for whoever is there');
    for (const name of (await manager.names()).keys()) await manager.remove(name);
    await untilAsync(async () => {
      const { kinds } = await objectsOf(server.address);
      // Those that this client has proxies of.
      return Object.values(kinds).reduce((sum, count) => sum + count, 0) === 3;
    }, 'all objects are gone');
  });
});
