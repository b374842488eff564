import { attach, share } from '@weft/atomics';
import { type ManagedLock, Manager, type SharedList } from '@weft/manager';
import { Process } from '@weft/threads';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorWith, expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { Random } from '../../../atomics/dist-test/support/random.js';
import { LONG, untilAsync } from '../conformance/waits.js';
import { RedisServer } from './support/redis-server.js';

describe('objects in Redis', () => {
  let server: RedisServer;
  let bare: Redis;
  let manager: Manager;
  beforeAll(async () => {
    server = await RedisServer.start();
    bare = server.client();
  });
  afterAll(async () => {
    bare?.disconnect();
    await server?.stop();
  });
  beforeEach(async () => {
    manager = await Manager.connect(server.url);
  });
  afterEach(async () => {
    await manager.close();
    await bare.flushall();
  });

  describe('without a name', () => {
    const KEEP = '?lease=300&keep=300';

    it('stay as long as a client has them, and are swept away when none does', async () => {
      const owner = await Manager.connect(`${server.url}${KEEP}`);
      const list = await owner.list([1, 2, 3]);
      const lock = await owner.lock();
      await lock.acquire();
      const word = async () => Math.min(...(await scores()));
      const scores = async () =>
        ((await bare.call('ZRANGE', 'weft:objects', 0, -1, 'WITHSCORES')) as [string, number][]).map(
          ([, score]) => Number(score),
        );
      const first = await word();
      await untilAsync(async () => (await word()) > first + 600, 'the client has spoken for them often');
      expect(await list.toArray()).toEqual([1, 2, 3]);
      await owner.close();
      const other = await Manager.connect(`${server.url}${KEEP}`);
      await untilAsync(async () => (await bare.dbsize()) === 0, 'nothing is left');
      await other.close();
    });

    it('are gone at once when they are unlinked', async () => {
      const list = (await manager.list([1])) as SharedList<number> & { unlink(): Promise<void> };
      const queue = await manager.queue();
      await queue.put(1);
      await list.unlink();
      await (queue as unknown as { unlink(): Promise<void> }).unlink();
      expect(await bare.dbsize()).toBe(0);
      await expectReject(list.append(2), 'ERR_WEFT_CLOSED');
    });

    it('that were swept away say so', async () => {
      const owner = await Manager.connect(`${server.url}${KEEP}`);
      const list = await owner.list([1]);
      await bare.zrem('weft:objects', (list.handle as { id: string }).id);
      await untilAsync(async () => {
        const error = await list.length().then(
          () => undefined,
          (reason) => reason as { code: string },
        );
        return error?.code === 'ERR_WEFT_OBJECT_GONE';
      }, 'it knows');
      await owner.close();
    });
  });

  it('with a name are found by it, listed and removed', async () => {
    const names = ['jobs', 'with space', '{brace}', 'ünï:code', '%3D', '='];
    for (const name of names) await manager.list([name], { name });
    await manager.lock({ name: 'l' });
    await manager.list(['nameless']);
    expect(await manager.names()).toEqual(
      new Map([...names.map((name) => [name, 'list'] as const), ['l', 'lock']]),
    );
    for (const name of names) expect(await (await manager.list([], { name })).toArray()).toEqual([name]);
    expect([await manager.remove('jobs'), await manager.remove('jobs')]).toEqual([true, false]);
    expect(await (await manager.list([], { name: 'jobs' })).toArray()).toEqual([]);
    await expectReject(manager.queue({ name: 'l' }), 'ERR_WEFT_NAME_TAKEN');
    await manager.array('int8', 3, { name: 'a' });
    await expectReject(manager.array('int8', 4, { name: 'a' }), 'ERR_WEFT_NAME_TAKEN');
    await manager.queue({ name: 'q', maxsize: 3 });
    await expectReject(manager.queue({ name: 'q' }), 'ERR_WEFT_NAME_TAKEN');
  });

  it('are all gone after a shutdown, those of other prefixes are not', async () => {
    const other = await Manager.connect(`${server.url}?prefix=other`);
    const list = await other.list([1], { name: 'kept' });
    await manager.list([1], { name: 'l' });
    const lock = await manager.lock();
    await lock.acquire();
    const stranger = await Manager.connect(server.url);
    const waiting = expectReject(
      (await stranger.lock({ name: 'x' }))
        .acquire()
        .then((guard) => guard.release())
        .then(() => Promise.reject({ code: 'fine' })),
      'fine',
    );
    await waiting;
    await manager.shutdown();
    expect((await bare.keys('*')).filter((key) => key.startsWith('weft:'))).toEqual([]);
    expect(await list.toArray()).toEqual([1]);
    await other.close();
    await stranger.close();
  });

  it('that were unlinked under somebody who waits end the wait', async () => {
    const shortly = await Manager.connect(`${server.url}?lease=300`);
    const lock = await shortly.lock({ name: 'l' });
    await lock.acquire();
    const rejected = expectReject(lock.acquire({ timeout: LONG }), 'ERR_WEFT_OBJECT_GONE');
    await manager.remove('l');
    await rejected;
    await expectReject(lock.acquire(), 'ERR_WEFT_OBJECT_GONE');
    await shortly.close();
  });

  describe('among foreign keys', () => {
    it('of other types are an error that says so', async () => {
      await bare.set('weft:{=l}:state', 'x');
      await expectReject(manager.list([], { name: 'l' }), 'ERR_WEFT_PROTOCOL');
      const list = await manager.list([1], { name: 'mine' });
      const dict = await manager.dict({ a: 1 }, { name: 'd' });
      await bare.set('weft:{=mine}:content', 'x');
      await bare.set('weft:{=d}:content', 'x');
      for (const call of [
        list.append(1),
        list.length(),
        list.insert(0, 1),
        list.sort(),
        dict.get('a'),
        dict.entries(),
      ]) {
        await expectReject(call, 'ERR_WEFT_PROTOCOL');
      }
      const lock = await manager.lock({ name: 'lock' });
      await bare.set('weft:{=lock}:line', 'x');
      await expectReject(lock.acquire(), 'ERR_WEFT_PROTOCOL');
    });

    it('with foreign contents refuse what is no value, and do not mind', async () => {
      const random = new Random(7);
      const list = await manager.list<unknown>([], { name: 'l' });
      const queue = await manager.queue<unknown>({ name: 'q' });
      const array = await manager.array('float64', 3, { name: 'a' });
      for (let round = 0; round < 300; round += 1) {
        const bytes = Buffer.from(Array.from({ length: 1 + random.below(40) }, () => random.below(256)));
        await bare.del('weft:{=l}:content', 'weft:{=q}:content');
        await bare.rpush('weft:{=l}:content', bytes);
        await bare.rpush('weft:{=q}:content', bytes);
        const calls = [list.get(0), list.toArray(), queue.tryGet(), list.update(0, (value) => value)];
        await Promise.allSettled(calls);
        for (const call of calls) {
          // Some bytes are values by chance.
          await call.catch((error) => expect(error.code).toMatch(/^ERR_WEFT_(CODEC|PROTOCOL)$/));
        }
      }
      await bare.set('weft:{=a}:content', 'short');
      await expectReject(array.toArray(), 'ERR_WEFT_OBJECT_GONE');
      await bare.hset('weft:{=s}:state', { kind: 'semaphore', facts: '' });
      await expectReject((await manager.semaphore(1, { name: 's' })).acquire(), 'ERR_WEFT_PROTOCOL');
    });
  });

  it('hold values of any size and any bytes', async () => {
    const bytes = new Uint8Array(20_000_000);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = i * 31;
    const text = '\u0000\r\n*1\r\n$3\r\n\ud83d\ude00'.repeat(10_000);
    const list = await manager.list<unknown>([bytes, text]);
    expect(Buffer.compare(Buffer.from((await list.get(0)) as Uint8Array), Buffer.from(bytes))).toBe(0);
    expect(await list.get(1)).toBe(text);
    const queue = await manager.priorityQueue<unknown>();
    await queue.put([1, text]);
    expect(await queue.get()).toEqual([1, text]);
  });

  it('of more than a command takes are refused', async () => {
    const list = await manager.list<number>();
    const values = Array.from({ length: 1_000_001 }, () => 0);
    await expectReject(list.extend(values), 'ERR_WEFT_LIMIT');
    await expectReject(manager.array('float64', 2 ** 26 + 1), 'ERR_WEFT_LIMIT');
    expect(await list.length()).toBe(0);
  });

  it('cannot do what needs a server that runs programs', async () => {
    await expectReject(manager.pool(2), 'ERR_WEFT_UNSUPPORTED');
    const target = { module: import.meta.url, name: 'x' };
    await expectReject(manager.register('counter', target), 'ERR_WEFT_UNSUPPORTED');
  });

  describe('travel', () => {
    it('as handles, and are the same for one client', async () => {
      const list = await manager.list([1]);
      expect(Object.keys(list)).toEqual(['handle']);
      expect(attach(share(list))).toBe(list);
      expect(attach(structuredClone({ ...list }))).toBe(list);
      for (const wrong of [
        { id: 'a}b' },
        { address: 'tcp://x' },
        { version: 9 },
        { kind: 'pool' },
        { facts: 1 },
      ]) {
        expect(() => attach({ ...list.handle, ...wrong })).toThrowError(
          errorWith('ERR_WEFT_ARGUMENT') as Error,
        );
      }
    });

    it('in other objects', async () => {
      const other = await Manager.connect(server.url);
      const dict = await manager.dict<string, { lock: ManagedLock }>({}, { name: 'd' });
      const lock = await manager.lock();
      await dict.set('deep', { lock });
      const found = (await (await other.dict<string, { lock: ManagedLock }>({}, { name: 'd' })).get('deep'))
        ?.lock;
      const guard = await lock.acquire();
      expect(await found?.locked()).toBe(true);
      await guard.release();
      await other.close();
    });

    it('to processes', async () => {
      const list = await manager.list([11, 22, 33]);
      const child = new Process({
        target: (given: SharedList<number>) => given.append(44),
        args: [list],
      }).start();
      expect(await child.result).toBe(4);
      await child.join();
      expect(await list.toArray()).toEqual([11, 22, 33, 44]);
    });
  });
});
