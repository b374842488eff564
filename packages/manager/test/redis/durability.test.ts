import { Manager, type SharedList } from '@weft/manager';
import { afterEach, describe, expect, it } from 'vitest';
import { LONG, untilAsync } from '../conformance/waits.js';
import { Child } from './support/child.js';
import { RedisServer } from './support/redis-server.js';

describe('a server that is killed in the middle of it, and starts again from what it has written down', () => {
  const cleanUp: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const each of cleanUp.splice(0).reverse()) await each();
  });

  async function startServer(): Promise<RedisServer> {
    const server = await RedisServer.start({ persistent: true });
    cleanUp.push(() => server.stop());
    return server;
  }

  async function connect(server: RedisServer, query: string = ''): Promise<Manager> {
    const manager = await Manager.connect(`${server.url}${query}`);
    cleanUp.push(() => manager.close());
    return manager;
  }

  /** Kills and starts it again, `times` times, each time when `progress` has grown. */
  async function storm(server: RedisServer, times: number, progress: () => number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      const before = progress();
      await untilAsync(async () => progress() >= before + 30, 'work goes on');
      await server.kill();
      await server.start();
    }
  }

  it('has kept all that it has acknowledged', async () => {
    const server = await startServer();
    const managers = await Promise.all([1, 2, 3].map(() => connect(server)));
    const acknowledged = new Set<string>();
    const doubtful = new Set<string>();
    let goesOn = true;
    const append = async (list: SharedList<string>, who: number) => {
      for (let i = 0; goesOn; i += 1) {
        const value = `${who} ${i}`;
        await list.append(value).then(
          () => acknowledged.add(value),
          (error) => {
            expect(error.code).toBe('ERR_WEFT_CONNECTION_LOST');
            doubtful.add(value);
          },
        );
      }
    };
    const lists = await Promise.all(managers.map((manager) => manager.list<string>([], { name: 'l' })));
    const appending = Promise.all(lists.map(append));
    await Promise.race([storm(server, 4, () => acknowledged.size), appending]);
    goesOn = false;
    await appending;
    const all = await (lists[0] as SharedList<string>).toArray();
    const stored = new Set(all);
    expect([...acknowledged].filter((value) => !stored.has(value))).toEqual([]);
    // What it cannot have is what nobody has sent, or anything twice.
    expect(all.filter((value) => !acknowledged.has(value) && !doubtful.has(value))).toEqual([]);
    expect(stored.size).toBe(all.length);
  });

  it('has lost no item of a queue, and given none to two', async () => {
    const server = await startServer();
    const [producer, ...consumers] = await Promise.all([1, 2, 3].map(() => connect(server)));
    const queue = await (producer as Manager).queue<number>({ name: 'q', maxsize: 50 });
    const put = new Set<number>();
    const doubtful = new Set<number>();
    const taken: number[] = [];
    let goesOn = true;
    const produce = async () => {
      for (let i = 0; goesOn; i += 1) {
        await queue.put(i).then(
          () => put.add(i),
          () => doubtful.add(i),
        );
      }
    };
    const consume = async (manager: Manager) => {
      const mine = await manager.queue<number>({ name: 'q', maxsize: 50 });
      // What was asked is asked again, as the tickets tell what was answered already.
      for await (const item of mine) taken.push(item);
    };
    const producing = produce();
    const consuming = Promise.all(consumers.map(consume));
    await Promise.race([storm(server, 3, () => taken.length), producing, consuming]);
    goesOn = false;
    await producing;
    await queue.shutdown();
    await consuming;
    const seen = new Set(taken);
    expect([...put].filter((item) => !seen.has(item))).toEqual([]);
    expect(taken.filter((item) => !put.has(item) && !doubtful.has(item))).toEqual([]);
    expect(seen.size).toBe(taken.length);
  });

  it('excludes all the time: a lock is never with two', async () => {
    const server = await startServer();
    const managers = await Promise.all([1, 2, 3].map(() => connect(server)));
    let inside = 0;
    let rounds = 0;
    let goesOn = true;
    let lastFence = 0;
    const work = async (manager: Manager) => {
      const lock = await manager.lock({ name: 'l' });
      while (goesOn) {
        const guard = await lock.acquire({ timeout: LONG });
        inside += 1;
        expect(inside).toBe(1);
        expect(guard.fence).toBeGreaterThan(lastFence);
        lastFence = guard.fence;
        rounds += 1;
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        await guard.release();
      }
    };
    const working = Promise.all(managers.map(work));
    await Promise.race([storm(server, 3, () => rounds), working]);
    goesOn = false;
    await working;
  });

  it('has kept what clients had acknowledged that were killed, too', async () => {
    const server = await startServer();
    const manager = await connect(server);
    const list = await manager.list<number>([], { name: 'l' });
    let known = -1;
    for (let round = 0; round < 3; round += 1) {
      await list.clear();
      const child = Child.start('client', server.url, 'append', 'l');
      cleanUp.push(() => child.kill());
      for (known = -1; known < 50; ) known = Number(await child.says());
      await child.kill();
      const all = await list.toArray();
      expect(all.length).toBeGreaterThan(known);
      expect(all).toEqual(Array.from(all.keys()));
    }
  });
});
