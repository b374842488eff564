import { execFileSync } from 'node:child_process';
import { Manager, type SharedList } from '@weft/manager';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { slotOf } from '../../dist/redis/connection/slots.js';
import { arraySuite } from '../conformance/array.js';
import { barrierSuite } from '../conformance/barrier.js';
import { conditionSuite } from '../conformance/condition.js';
import { dictSuite } from '../conformance/dict.js';
import { eventSuite } from '../conformance/event.js';
import { listSuite } from '../conformance/list.js';
import { lockSuite, rlockSuite } from '../conformance/lock.js';
import { namespaceSuite } from '../conformance/namespace.js';
import { queueSuite } from '../conformance/queue.js';
import { semaphoreSuite } from '../conformance/semaphore.js';
import { setSuite } from '../conformance/set.js';
import type { Setting } from '../conformance/stage.js';
import { valueSuite } from '../conformance/value.js';
import { LONG, untilAsync } from '../conformance/waits.js';
import { type ClusterOptions, RedisCluster } from './support/redis-cluster.js';
import { RedisServer } from './support/redis-server.js';

/** It takes its time to begin, so whatever leaves it as it was has it together. */
let shared: RedisCluster;
beforeAll(async () => {
  shared = await RedisCluster.start();
});
afterAll(() => shared?.stop());

const setting: Setting = {
  title: 'a cluster',
  ordered: false,
  start: async () => ({ connect: () => Manager.connect(shared.url), stop: async () => {} }),
};

for (const suite of [
  listSuite,
  dictSuite,
  setSuite,
  namespaceSuite,
  valueSuite,
  arraySuite,
  lockSuite,
  rlockSuite,
  semaphoreSuite,
  eventSuite,
  conditionSuite,
  barrierSuite,
  queueSuite,
]) {
  suite(setting);
}

describe('a cluster', () => {
  const cleanUp: (() => Promise<void>)[] = [];
  const start = async (options: ClusterOptions = {}) => {
    const cluster = await RedisCluster.start(options);
    cleanUp.push(() => cluster.stop());
    return cluster;
  };
  const connect = async (url: string, options: object = {}) => {
    const manager = await Manager.connect(url, { connectTimeout: LONG, ...options });
    cleanUp.push(() => manager.close());
    return manager;
  };
  afterEach(async () => {
    for (const each of cleanUp.splice(0).reverse()) await each();
  });

  /** A name that the given primary has. */
  const nameAt = async (cluster: RedisCluster, server: RedisServer | undefined, prefix: string = 'n') => {
    for (let i = 0; ; i += 1) {
      const name = `${prefix}${i}`;
      if ((await cluster.homeOf(`weft:{=${name}}:state`)) === server) return name;
    }
  };

  it('has its objects in many places, and every key in its slot', async () => {
    const manager = await connect(`${shared.url}&prefix=many`);
    const names = Array.from({ length: 30 }, (_, i) => `name ${i}`);
    const lists = await Promise.all(names.map((name) => manager.list([name], { name })));
    expect(await Promise.all(lists.map((list) => list.get(0)))).toEqual(names);
    expect([...(await manager.names()).keys()].sort()).toEqual([...names].sort());
    for (const server of shared.primaries) {
      const keys = await shared.bare(server).keys('many:{*');
      expect(keys.length).toBeGreaterThan(2);
      for (const key of keys) expect(slotOf(key)).toBe(await shared.slotOf(key));
    }
    expect(slotOf('many:objects')).toBe(await shared.slotOf('many:objects'));
    await manager.shutdown();
    for (const server of shared.primaries) expect(await shared.bare(server).keys('many:*')).toEqual([]);
  });

  it('is found by any of its servers', async () => {
    const [, { port } = { port: 0 }] = shared.primaries;
    const manager = await connect(`redis://127.0.0.1:1?cluster=true&addr=127.0.0.1:${port}`);
    expect(await (await manager.list([1, 2])).toArray()).toEqual([1, 2]);
    await expectReject(
      Manager.connect('redis://127.0.0.1:1?cluster=true&addr=127.0.0.1:2', { connectTimeout: 5000 }),
      'ERR_WEFT_CONNECT',
    );
  });

  it('has to be asked for, and has to be one', async () => {
    const plain = await Manager.connect(shared.primaries[0]?.url as string)
      .then(async (manager) => {
        cleanUp.push(() => manager.close());
        await Promise.all(Array.from({ length: 20 }, () => manager.list()));
      })
      .catch((error: Error) => error);
    expect(String(plain)).toContain('cluster=true');
    const server = await RedisServer.start();
    cleanUp.push(() => server.stop());
    const error = await Manager.connect(`${server.url}?cluster=true`).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'ERR_WEFT_CONNECT' });
    expect(String(error)).toContain('leave out cluster=true');
  });

  it('keeps no program alive that is done', async () => {
    const program = new URL('./programs/idle.js', import.meta.url);
    const output = execFileSync(process.execPath, [program.pathname, shared.url], { timeout: LONG });
    expect(String(output)).toBe('done\n');
  });

  it('may move a slot under those who use it: calls follow it, in order, and waits go on', async () => {
    const cluster = await start();
    const [worker, other] = [await connect(cluster.url), await connect(cluster.url)];
    const [from, to] = cluster.primaries as [RedisServer, RedisServer];
    const name = await nameAt(cluster, from);
    const list = await worker.list<number>([], { name });
    const lock = await worker.lock({ name: 'l' });
    const guard = await lock.acquire();
    const waiting = (await other.lock({ name: 'l' })).acquire({ timeout: LONG });
    let goesOn = true;
    let appended = 0;
    const acknowledged: Promise<number>[] = [];
    const appending = (async () => {
      while (goesOn) {
        const batch = Array.from({ length: 20 }, () => list.append(appended++));
        acknowledged.push(...batch);
        await Promise.all(batch);
      }
    })();
    for (const key of [`weft:{=${name}}:state`, 'weft:{=l}:state']) {
      const source = await cluster.homeOf(key);
      await cluster.move(await cluster.slotOf(key), source, source === to ? from : to);
    }
    const before = appended;
    await untilAsync(async () => appended > before + 100, 'it goes on');
    goesOn = false;
    await appending;
    expect(await Promise.all(acknowledged)).toEqual(Array.from({ length: appended }, (_, i) => i + 1));
    expect(await list.toArray()).toEqual(Array.from({ length: appended }, (_, i) => i));
    await guard.release();
    await (await waiting).release();
  });

  it('whose primary is killed goes on with its replica, and meanwhile with all others', async () => {
    const cluster = await start({ replica: true });
    const [first, second] = cluster.primaries;
    const url = `${cluster.url}&lease=60000`;
    const [worker, other] = [await connect(url), await connect(url)];
    const name = await nameAt(cluster, first);
    const elsewhere = await worker.list<number>([], { name: await nameAt(cluster, second) });
    const list = await worker.list<number>([1], { name });
    const lockName = await nameAt(cluster, first, 'lock');
    const guard = await (await worker.lock({ name: lockName })).acquire();
    const waiting = (await other.lock({ name: lockName })).acquire({ timeout: LONG });
    const bare = cluster.bare(first as RedisServer);
    await untilAsync(async () => (await bare.zcard(`weft:{=${lockName}}:line`)) === 1, 'it waits');
    await cluster.replicated();
    await first?.kill();
    // What is under way may be lost; what comes after waits for the new primary, and never goes wrong.
    await elsewhere.append(1);
    const appended: number[] = [];
    for (let i = 2; appended.length < 20; i += 1) {
      await list.append(i).then(
        () => appended.push(i),
        (error) => expect(error.code).toBe('ERR_WEFT_CONNECTION_LOST'),
      );
    }
    expect((await list.toArray()).filter((value) => appended.includes(value))).toEqual(appended);
    expect(guard.lost.aborted).toBe(false);
    await guard.release();
    const next = await waiting;
    expect(next.fence).toBeGreaterThan(guard.fence);
    await next.release();
  });

  it('whose primary stands still goes on with its replica, too', async () => {
    const cluster = await start({ replica: true });
    const [first] = cluster.primaries;
    const manager = await connect(cluster.url);
    const list = await manager.list([1], { name: await nameAt(cluster, first) });
    const bare = cluster.bare(first as RedisServer);
    await cluster.replicated();
    await first?.pause();
    // Nobody says that the connection is lost.
    const read = list.toArray();
    const write = expectReject(list.append(2), 'ERR_WEFT_CONNECTION_LOST');
    expect(await read).toEqual([1]);
    await write;
    expect(await list.append(3)).toBe(2);
    await first?.resume();
    await untilAsync(
      async () => (await bare.info('replication')).includes('role:slave'),
      'the old primary knows that it is none',
    );
    expect(await list.append(4)).toBe(3);
  });

  it('that is gone makes calls fail in the end, and is found again', async () => {
    const cluster = await start({ persistent: true });
    const manager = await connect(cluster.url, { connectTimeout: 500 });
    const names = await Promise.all(cluster.primaries.map((server) => nameAt(cluster, server)));
    const lists = await Promise.all(names.map((name) => manager.list([name], { name })));
    const lock = await manager.lock({ name: 'l' });
    const guard = await lock.acquire();
    for (const server of cluster.primaries) await server.kill();
    for (const list of lists) {
      await expect(list.append('lost')).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_WEFT_(CONNECT|CONNECTION_LOST)$/),
      });
      await expectReject(list.append('never'), 'ERR_WEFT_CONNECT');
      await expectReject(list.length(), 'ERR_WEFT_CONNECT');
    }
    await expectReject(manager.list([]), 'ERR_WEFT_CONNECT');
    for (const server of cluster.primaries) await server.start();
    for (const [i, list] of lists.entries()) {
      await untilAsync(async () => (await list.length().catch(() => 0)) > 0, 'it is there again');
      expect((await list.toArray())[0]).toBe(names[i]);
      expect(await list.toArray()).not.toContain('never');
    }
    await guard.release();
    await (await lock.acquire()).release();
  });

  it('that hands over in good order loses nothing', async () => {
    const cluster = await start({ replica: true });
    const [first] = cluster.primaries;
    const manager = await connect(cluster.url);
    const list: SharedList<number> = await manager.list<number>([], { name: await nameAt(cluster, first) });
    const bare = cluster.bare(cluster.replica as RedisServer);
    let appended = 0;
    let isOver = false;
    const appending = (async () => {
      while (!isOver) {
        const batch = Array.from({ length: 20 }, () => list.append(appended++));
        await Promise.all(batch);
      }
    })();
    const handingOver = (async () => {
      await untilAsync(async () => appended > 200, 'it works');
      await bare.call('CLUSTER', 'FAILOVER');
      await untilAsync(async () => (await bare.info('replication')).includes('role:master'), 'it took over');
      const before = appended;
      await untilAsync(async () => appended > before + 200, 'it goes on');
    })();
    await Promise.race([handingOver, appending]);
    isOver = true;
    await appending;
    expect(await list.toArray()).toEqual(Array.from({ length: appended }, (_, i) => i));
  });
});
