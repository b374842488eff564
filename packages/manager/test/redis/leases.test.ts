import { Manager } from '@weft/manager';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { LONG, untilAsync } from '../conformance/waits.js';
import { Child } from './support/child.js';
import { RedisServer } from './support/redis-server.js';

/** Short, so that the dead are missed soon; long enough for a busy machine to renew it three times. */
const LEASE_MS = 1_500;

describe('leases', () => {
  let server: RedisServer;
  let manager: Manager;
  let url: string;
  let names = 0;
  const children: Child[] = [];

  const child = (deed: string, name: string) => {
    const started = Child.start('client', url, deed, name);
    children.push(started);
    return started;
  };
  const newName = () => {
    names += 1;
    return `object ${names}`;
  };

  beforeAll(async () => {
    server = await RedisServer.start();
    url = `${server.url}?lease=${LEASE_MS}`;
    manager = await Manager.connect(url);
  });
  afterEach(async () => {
    for (const each of children.splice(0)) await each.kill();
  });
  afterAll(async () => {
    await manager?.close();
    await server?.stop();
  });

  it('of a lock are renewed while it is held', async () => {
    const name = newName();
    const lock = await manager.lock({ name });
    const guard = await lock.acquire();
    const bare = server.client();
    const leases = `weft:{=${encodeURIComponent(name)}}:leases`;
    const until = async () =>
      Number(((await bare.call('ZRANGE', leases, 0, -1, 'WITHSCORES')) as string[]).flat()[1]);
    const first = await until();
    await untilAsync(async () => (await until()) > first + 2 * LEASE_MS, 'the lease was renewed often');
    expect(guard.lost.aborted).toBe(false);
    await guard.release();
    expect(await lock.locked()).toBe(false);
    bare.disconnect();
  });

  it('of a killed holder end: the lock is abandoned, and waiters are told', async () => {
    const name = newName();
    const holder = child('holdLock', name);
    expect(await holder.says()).toBe('holds 1');
    const lock = await manager.lock({ name });
    const rejected = expectReject(lock.acquire({ timeout: LONG }), 'ERR_WEFT_OWNER_DIED');
    await holder.kill();
    await rejected;
    await expectReject(lock.tryAcquire(), 'ERR_WEFT_OWNER_DIED');
    const guard = await lock.recover();
    expect(guard.fence).toBe(2);
    await guard.release();
  });

  it('of a holder that stands still end: its number is smaller than that of the next, and its guard knows', async () => {
    const name = newName();
    const holder = child('holdLock', name);
    expect(await holder.says()).toBe('holds 1');
    const lock = await manager.lock({ name });
    // What the lock guards: it refuses whoever comes with a smaller number than it has seen.
    const resource = await manager.dict<string, number>({ fence: 1 });
    const write = (fence: number) =>
      resource.compute('fence', (seen = 0) => {
        if (fence < seen) throw new RangeError('stale');
        return fence;
      });
    holder.pause();
    await expectReject(lock.acquire({ timeout: LONG }), 'ERR_WEFT_OWNER_DIED');
    const guard = await lock.recover();
    expect(guard.fence).toBe(2);
    await write(guard.fence);
    holder.resume();
    expect(await holder.says()).toBe('lost ERR_WEFT_CONNECTION_LOST');
    await expect(write(1)).rejects.toThrow('stale');
    holder.tell('release');
    expect(await holder.says()).toBe('ERR_WEFT_CONNECTION_LOST');
    expect(await lock.locked()).toBe(true);
    await guard.release();
  });

  it('of killed waiters end: nobody waits behind them', async () => {
    const name = newName();
    const lock = await manager.lock({ name });
    const guard = await lock.acquire();
    const waiter = child('waitForLock', name);
    expect(await waiter.says()).toBe('waits');
    const bare = server.client();
    await untilAsync(
      async () => (await bare.zcard(`weft:{=${encodeURIComponent(name)}}:line`)) === 1,
      'it is in line',
    );
    const behind = lock.acquire({ timeout: LONG });
    await waiter.kill();
    await guard.release();
    // The dead may be given the lock before it is missed, but it has never known.
    await (await behind).release();
    bare.disconnect();
  });

  it('of killed takers of permits end: the permits come back', async () => {
    const name = newName();
    const semaphore = await manager.semaphore(3, { name });
    const taker = child('holdPermits', name);
    expect(await taker.says()).toBe('holds');
    const waiting = semaphore.acquire({ count: 3, timeout: LONG });
    await taker.kill();
    await (await waiting).release();
    expect(await semaphore.value()).toBe(3);
  });

  it('of killed parties end: the barrier breaks', async () => {
    const name = newName();
    const barrier = await manager.barrier(3, { name });
    const party = child('arriveOfThree', name);
    const rejected = expectReject(barrier.wait({ timeout: LONG }), 'ERR_WEFT_BROKEN_BARRIER');
    await untilAsync(async () => (await barrier.waiting()) === 2, 'both are there');
    await party.kill();
    await rejected;
    expect(await barrier.broken()).toBe(true);
  });

  it('of killed sleepers end: others are told in their place', async () => {
    const name = newName();
    const condition = await manager.condition(undefined, { name });
    const sleeper = child('sleep', name);
    expect(await sleeper.says()).toBe('sleeps');
    const bare = server.client();
    const beds = `weft:{=${encodeURIComponent(name)}}:sleepers`;
    await untilAsync(async () => (await bare.zcard(beds)) === 1, 'it sleeps');
    const told = condition.run(() => condition.wait({ timeout: LONG }));
    await untilAsync(async () => (await bare.zcard(beds)) === 2, 'both sleep');
    await sleeper.kill();
    await condition.run(() => condition.notify());
    expect(await told).toBe(true);
    bare.disconnect();
  });

  describe('of a taker of items', () => {
    it('that is killed end: what it had not done comes back, in front and in order', async () => {
      const name = newName();
      const queue = await manager.queue<number>({ name });
      await queue.putMany([1, 2, 3, 4]);
      const taker = child('takeItems', name);
      expect(await taker.says()).toBe('takes 1 2 3');
      expect(await taker.says()).toBe('has done one');
      expect(await queue.qsize()).toBe(1);
      await taker.kill();
      await untilAsync(async () => {
        // Any verb sees the dead off.
        await queue.join({ timeout: 0 }).catch(() => {});
        return (await queue.qsize()) === 3;
      }, 'the items are back');
      expect([await queue.get(), await queue.get(), await queue.get()]).toEqual([2, 3, 4]);
      await expectReject(queue.join({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
      await queue.taskDone(3);
      await queue.join({ timeout: LONG });
      await expectReject(queue.taskDone(), 'ERR_WEFT_TASK_DONE');
    });

    it('that stands still end: others get them, and its word does not count any more', async () => {
      const name = newName();
      const queue = await manager.queue<number>({ name });
      await queue.putMany([1, 2, 3]);
      const taker = child('takeItems', name);
      expect(await taker.says()).toBe('takes 1 2 3');
      expect(await taker.says()).toBe('has done one');
      taker.pause();
      expect([await queue.get({ timeout: LONG }), await queue.get()]).toEqual([2, 3]);
      taker.resume();
      taker.tell('go on');
      expect(await taker.says()).toBe('ERR_WEFT_CONNECTION_LOST');
      await expectReject(queue.join({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
      await queue.taskDone(2);
      await queue.join({ timeout: LONG });
    });
  });

  for (const [kind, order] of [
    ['queue', [1, 2, 3]],
    ['lifoQueue', [3, 2, 1]],
  ] as const) {
    it(`a client that closes leaves the items of a ${kind} where they were`, async () => {
      const guest = await Manager.connect(url);
      const name = newName();
      const queue = await manager[kind]<number>({ name });
      await queue.putMany([1, 2, 3]);
      const guests = await guest[kind]<number>({ name });
      expect(await guests.getMany(2)).toEqual(order.slice(0, 2));
      await guest.close();
      expect(await queue.getMany(3)).toEqual(order);
    });
  }

  it('a client that closes leaves items with priorities where they were', async () => {
    const guest = await Manager.connect(url);
    const name = newName();
    const queue = await manager.priorityQueue<string>({ name });
    await queue.putMany([
      [2, 'c'],
      [-1.5, 'a'],
      [2, 'd'],
      [Number.NEGATIVE_INFINITY, 'first'],
      [1e300, 'last'],
    ]);
    const guests = await guest.priorityQueue<string>({ name });
    await guests.getMany(3);
    await guest.close();
    expect((await queue.getMany(5)).map(([, value]) => value)).toEqual(['first', 'a', 'c', 'd', 'last']);
  });

  it('what is acknowledged by its receipt does not come back', async () => {
    const guest = await Manager.connect(url);
    const options = { name: newName(), acknowledge: 'receipt' } as const;
    const queue = await manager.queue<number>(options);
    await queue.putMany([1, 2, 3]);
    const guests = await guest.queue<number>(options);
    expect(await guests.get()).toBe(1);
    await guest.close();
    expect(await queue.get()).toBe(2);
    await queue.taskDone(2);
    await expectReject(manager.queue({ name: options.name }), 'ERR_WEFT_NAME_TAKEN');
    await expectReject(manager.queue({ acknowledge: 'never' as never }), 'ERR_WEFT_ARGUMENT');
  });
});
