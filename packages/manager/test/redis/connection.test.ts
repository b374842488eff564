import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attach } from '@weft/atomics';
import { Manager, type SharedList } from '@weft/manager';
import { afterEach, describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { LONG, untilAsync } from '../conformance/waits.js';
import { RedisServer, type ServerOptions } from './support/redis-server.js';
import { Relay } from './support/relay.js';
import { TlsRelay } from './support/tls-relay.js';

describe('a connection', () => {
  const cleanUp: (() => Promise<void>)[] = [];
  const start = async (options: ServerOptions = {}) => {
    const server = await RedisServer.start(options);
    cleanUp.push(() => server.stop());
    return server;
  };
  const connect = async (url: string, options: object = {}) => {
    const manager = await Manager.connect(url, options);
    cleanUp.push(() => manager.close());
    return manager;
  };
  afterEach(async () => {
    for (const each of cleanUp.splice(0).reverse()) await each();
  });

  it('needs somebody who answers', async () => {
    const server = await start();
    await server.kill();
    await expectReject(Manager.connect(server.url), 'ERR_WEFT_CONNECT');
  });

  it('needs the password, which the address does not show', async () => {
    const server = await start({ settings: ['--requirepass', 'pass word/1'] });
    await expectReject(Manager.connect(server.url), 'ERR_WEFT_AUTHENTICATION');
    await expectReject(Manager.connect(server.url.replace('//', '//:wrong@')), 'ERR_WEFT_AUTHENTICATION');
    const manager = await connect(server.url.replace('//', '//:pass%20word%2F1@'));
    const list = await manager.list([1], { name: 'l' });
    expect(manager.address).not.toContain('pass');
    expect(JSON.stringify(list.handle)).not.toContain('pass');
    expect(await list.toArray()).toEqual([1]);
  });

  it('lends its password to handles as long as it is there, and no longer', async () => {
    const server = await start({ settings: ['--requirepass', 'secret'] });
    const url = server.url.replace('//', '//:secret@');
    const first = await connect(url);
    const { handle } = await first.list([1], { name: 'l' });
    // Who has failed leaves nothing behind that handles might use.
    await expectReject(Manager.connect(url.replace('secret', 'wrong')), 'ERR_WEFT_AUTHENTICATION');
    expect(await attach<SharedList<number>>(handle).toArray()).toEqual([1]);
    await first.close();
    await expectReject(attach<SharedList<number>>(handle).toArray(), 'ERR_WEFT_AUTHENTICATION');
    await connect(url);
    expect(await attach<SharedList<number>>(handle).toArray()).toEqual([1]);
  });

  it('finds user and password in the environment', async () => {
    const rules =
      'weft on >secret ~weft:* &weft:* +@read +@write +@scripting +@connection +@pubsub -@dangerous +info +time';
    const server = await start({ settings: ['--user', ...rules.split(' ')] });
    process.env.WEFT_REDIS_USERNAME = 'weft';
    process.env.WEFT_REDIS_PASSWORD = 'secret';
    try {
      const manager = await connect(server.url);
      const lock = await manager.lock();
      const guard = await lock.acquire();
      const waiting = lock.acquire({ timeout: LONG });
      await guard.release();
      await (await waiting).release();
      // What its rules forbid is refused, and nothing else happens.
      const other = await connect(`${server.url}?prefix=other`).catch((error) => error);
      expect(other).toMatchObject({ code: 'ERR_WEFT_AUTHENTICATION' });
    } finally {
      delete process.env.WEFT_REDIS_USERNAME;
      delete process.env.WEFT_REDIS_PASSWORD;
    }
  });

  it('may be encrypted', async () => {
    const { folder, port } = await start();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
    ];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const relay = await TlsRelay.start(port, key, cert);
    cleanUp.push(() => relay.stop());
    const url = `rediss://localhost:${relay.port}`;
    await expectReject(Manager.connect(url), 'ERR_WEFT_CONNECT');
    const manager = await connect(url, { tls: { ca: readFileSync(cert) } });
    const list = await manager.list(['sealed']);
    expect(await list.toArray()).toEqual(['sealed']);
  });

  it('may use a database of its own', async () => {
    const server = await start();
    const first = await connect(`${server.url}/0`);
    const second = await connect(`${server.url}/3`);
    await first.list([1], { name: 'l' });
    expect(await (await second.list<number>([], { name: 'l' })).toArray()).toEqual([]);
  });

  describe('that is lost', () => {
    it('has what only reads asked again, and says what it does not know', async () => {
      const server = await start({ persistent: true });
      const manager = await connect(server.url);
      const list = await manager.list([1], { name: 'l' });
      await server.pause();
      const read = list.toArray();
      const write = expectReject(list.append(2), 'ERR_WEFT_CONNECTION_LOST');
      const retried = manager.lock({ name: 'lock' }).then((lock) => lock.acquire());
      await server.kill();
      await write;
      await server.start();
      expect((await read)[0]).toBe(1);
      expect((await retried).fence).toBe(1);
      expect(await list.append(3)).toBeGreaterThan(1);
    });

    it('comes back before calls are given up, and they keep their order', async () => {
      const server = await start();
      const manager = await connect(server.url);
      const list = await manager.list<number>([], { name: 'l' });
      const bare = server.client();
      await bare.call('CLIENT', 'KILL', 'TYPE', 'normal');
      await untilAsync(async () => (await list.length().catch(() => -1)) === 0, 'it is there again');
      const appended = Promise.all([1, 2, 3].map((n) => list.append(n)));
      expect(await appended).toEqual([1, 2, 3]);
      bare.disconnect();
    });

    it('makes calls fail in the end if nobody is there any more: nothing was done', async () => {
      const server = await start();
      const manager = await connect(server.url, { connectTimeout: 200 });
      const list = await manager.list([1]);
      await server.kill();
      await expect(list.append(2)).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_WEFT_(CONNECT|CONNECTION_LOST)$/),
      });
      await expectReject(list.append(3), 'ERR_WEFT_CONNECT');
      await expectReject(list.toArray(), 'ERR_WEFT_CONNECT');
      await manager.close();
      await expectReject(list.append(4), 'ERR_WEFT_CLOSED');
    });

    it('loses no ring: who waits is answered, whenever that was', async () => {
      const server = await start();
      const [holder, waiter] = [await connect(server.url), await connect(server.url)];
      const bare = server.client();
      const [held, wanted] = [await holder.lock({ name: 'l' }), await waiter.lock({ name: 'l' })];
      for (let round = 0; round < 20; round += 1) {
        const guard = await held.acquire();
        const waiting = wanted.acquire({ timeout: LONG });
        await untilAsync(async () => (await bare.zcard('weft:{=l}:line')) === 1, 'it waits');
        // Its connection ends, and before it has another one, it is given the lock.
        const mine = await bare.client('ID');
        const all = String(await bare.client('LIST'));
        const subscribed = [...all.matchAll(/^id=(\d+) .* sub=1 /gm)].map(([, id]) => Number(id));
        for (const id of subscribed) if (id !== mine && round % 2 === 0) await bare.client('KILL', 'ID', id);
        await guard.release();
        await (await waiting).release();
      }
      bare.disconnect();
    });

    it('gives back what was given to somebody who never learned of it', async () => {
      const server = await start();
      const relay = await Relay.start(server.port);
      cleanUp.push(() => relay.stop());
      // So long that nothing comes back by the end of a lease.
      const far = await connect(`redis://127.0.0.1:${relay.port}?lease=600000`, { connectTimeout: 200 });
      const near = await connect(server.url);
      const semaphore = await near.semaphore(2, { name: 's' });
      const queue = await near.queue<number>({ name: 'q' });
      const lock = await near.lock({ name: 'l' });
      await queue.putMany([1, 2]);
      const farSemaphore = await far.semaphore(2, { name: 's' });
      const farQueue = await far.queue<number>({ name: 'q' });
      const farLock = await far.lock({ name: 'l' });
      await farSemaphore.acquire();
      expect(await farQueue.get()).toBe(1);
      relay.mute();
      const lost = Promise.all(
        [farSemaphore.acquire(), farQueue.get(), farLock.acquire()].map((call) =>
          expectReject(call, 'ERR_WEFT_CONNECTION_LOST'),
        ),
      );
      await untilAsync(
        async () => (await semaphore.value()) === 0 && (await queue.empty()) && (await lock.locked()),
        'all were given',
      );
      relay.breakDown();
      await lost;
      relay.repair();
      await untilAsync(async () => (await semaphore.value()) === 1, 'the permit is back');
      expect(await queue.get({ timeout: LONG })).toBe(2);
      await (await lock.acquire({ timeout: LONG })).release();
    });

    it('leaves who waits where it was in line', async () => {
      const server = await start({ persistent: true });
      const [holder, first, second] = await Promise.all([1, 2, 3].map(() => connect(server.url)));
      const bare = server.client({ retryStrategy: () => 10 });
      bare.on('error', () => {});
      const guard = await (await (holder as Manager).lock({ name: 'l' })).acquire();
      const order: number[] = [];
      const waits: Promise<void>[] = [];
      for (const [i, manager] of [first, second].entries()) {
        const lock = await (manager as Manager).lock({ name: 'l' });
        waits.push(
          lock.acquire({ timeout: LONG }).then(async (got) => {
            order.push(i);
            await got.release();
          }),
        );
        await untilAsync(async () => (await bare.zcard('weft:{=l}:line')) === i + 1, 'it waits');
      }
      await server.kill();
      await server.start();
      await guard.release();
      await Promise.all(waits);
      expect(order).toEqual([0, 1]);
      bare.disconnect();
    });

    it('waits for the primary when it meets a replica', async () => {
      const server = await start();
      const manager = await connect(server.url);
      const list = await manager.list([1]);
      const bare = server.client();
      await bare.replicaof('127.0.0.1', 1);
      const appended = Promise.all([list.append(2), list.insert(0, 0)]);
      await untilAsync(async () => {
        const said = String(await bare.info('errorstats'));
        return Number(/errorstat_READONLY:count=(\d+)/.exec(said)?.[1] ?? 0) > 4;
      }, 'it was refused again and again');
      await bare.replicaof('NO', 'ONE');
      expect(await appended).toEqual([2, undefined]);
      expect(await list.toArray()).toEqual([0, 1, 2]);
      bare.disconnect();
    });

    it('keeps no program alive that is done', async () => {
      const server = await start();
      const program = new URL('./programs/idle.js', import.meta.url);
      const output = execFileSync(process.execPath, [program.pathname, server.url], { timeout: LONG });
      expect(String(output)).toBe('done\n');
    });
  });

  it('needs the package ioredis, and says so', () => {
    const program = new URL('./programs/without-ioredis.js', import.meta.url);
    const output = execFileSync(process.execPath, [program.pathname], { timeout: LONG });
    expect(String(output)).toBe(
      'ERR_WEFT_BACKEND_MISSING: redis:// and rediss:// need the package ioredis: npm install ioredis\n',
    );
  });

  it('keeps scripts that somebody has made the server forget', async () => {
    const server = await start();
    const manager = await connect(server.url);
    const list = await manager.list([1, 2, 3]);
    const lock = await manager.lock();
    await list.insert(1, 9);
    const guard = await lock.acquire();
    const bare = server.client();
    await bare.script('FLUSH');
    await list.insert(0, 8);
    await guard.release();
    expect(await list.toArray()).toEqual([8, 1, 9, 2, 3]);
    bare.disconnect();
  });
});
