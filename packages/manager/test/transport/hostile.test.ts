/** Clients that share memory with a server, and do with it what they should not. */
import { Manager, ManagerServer } from '@weft/manager';
import { afterEach, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { LOOKS, WORDS } from '../../dist/transport/layout.js';
import { untilAsync } from '../conformance/waits.js';
import { MALFORMED } from '../server/malformed.js';
import { RawClient } from '../server/raw-client.js';
import { objectsOf } from '../server/support.js';
import { quiet } from './pair.js';
import { RawSharedClient } from './raw-shared-client.js';

describe('a server that shares memory', () => {
  const refused: string[] = [];
  let server: ManagerServer;
  const serve = async (options: ConstructorParameters<typeof ManagerServer>[0] = {}) => {
    refused.length = 0;
    server = new ManagerServer({
      onRefused: (error) => refused.push((error as { code?: string }).code ?? error.name),
      ...options,
    });
    return server.serve();
  };
  /** Everybody else is served as ever. */
  const serves = async () => {
    const manager = await Manager.connect(server.address, { transport: 'shared-memory' });
    expect(await (await manager.list([1])).toArray()).toEqual([1]);
    await manager.close();
  };
  afterEach(() => server.close());

  it('hangs up on who breaks the protocol, and tells why', async () => {
    const address = await serve();
    for (const bytes of MALFORMED) {
      const client = await RawSharedClient.join(address);
      client.send(1, 0, 'names');
      expect((await client.next())?.[0]).toBe(1);
      client.write(bytes);
      expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    }
    expect(refused).toEqual(MALFORMED.map(() => 'ERR_WEFT_PROTOCOL'));
    await serves();
  });

  it('hangs up on who says of the ring what cannot be', async () => {
    const address = await serve();
    for (const wrong of [-1, 65_537, 0x7fffffff, 0x80000000 | 0]) {
      const client = await RawSharedClient.join(address);
      await quiet();
      Atomics.store(client.duplex.words, WORDS.client.written, wrong);
      client.raw.socket.write(Uint8Array.of(0));
      expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    }
    const manager = await Manager.connect(address);
    const list = await manager.list(['x'.repeat(50_000)], { name: 'large' });
    const { id } = list.handle as { id: number };
    for (const wrong of [0x7fffffff, 0x80000000 | 0]) {
      const client = await RawSharedClient.join(address);
      Atomics.store(client.duplex.words, WORDS.client.taken, wrong);
      // More than there is room for: it has to look.
      client.send(1, 0, 'create', Buffer.from('list'), Buffer.from('large'));
      for (let i = 2; i < 5; i += 1) client.send(i, id, 'get', 0);
      await until(() => client.raw.socket.closed, 'the server has hung up');
      expect(refused.at(-1)).toBe('ERR_WEFT_PROTOCOL');
    }
    await manager.close();
    await serves();
  });

  it('hangs up on who rings again and again', async () => {
    const address = await serve();
    const client = await RawSharedClient.join(address);
    await quiet();
    client.raw.socket.write(new Uint8Array(100));
    expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    await serves();
  });

  it('shares memory once in a connection, when it is asked to', async () => {
    const address = await serve();
    const mistakes: readonly (readonly string[])[] = [
      ['takeMemory'],
      ['offerMemory', 'declineMemory', 'takeMemory'],
    ];
    for (const mistake of mistakes) {
      const client = await RawClient.join(address);
      for (const [i, verb] of mistake.entries()) {
        client.send(verb === 'offerMemory' ? i + 1 : 0, 0, verb);
        if (verb === 'offerMemory') await client.answer(i + 1);
      }
      expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    }
    for (const verb of ['takeMemory', 'declineMemory']) {
      const client = await RawSharedClient.join(address);
      client.send(0, 0, verb);
      expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    }
    const twice = await RawClient.join(address);
    twice.send(1, 0, 'offerMemory');
    twice.send(2, 0, 'offerMemory');
    expect((await twice.answer(2)).slice(0, 3)).toEqual([2, 1, 'ERR_WEFT_PROTOCOL']);
    twice.close();
    await serves();
  });

  it('shares memory with so many clients, and serves the others by their sockets', async () => {
    const address = await serve({ limits: { sharedMemoryClients: 2 } });
    const clients = [await RawSharedClient.join(address), await RawSharedClient.join(address)];
    await expect(Manager.connect(address, { transport: 'shared-memory' })).rejects.toMatchObject({
      code: 'ERR_WEFT_CONNECT',
    });
    const manager = await Manager.connect(address);
    const list = await manager.list([1]);
    for (let i = 0; i < 200; i += 1) expect(await list.get(0)).toBe(1);
    await clients[0]?.close();
    await untilAsync(async () => {
      const other = await Manager.connect(address, { transport: 'shared-memory' }).catch(() => undefined);
      await other?.close();
      return other !== undefined;
    }, 'the memory of the first is free');
    await clients[1]?.close();
    await manager.close();
  });

  it('stops to serve who does not read', async () => {
    const address = await serve({ limits: { unreadBytes: 100_000 } });
    const manager = await Manager.connect(address);
    const list = await manager.list(['x'.repeat(50_000)], { name: 'large' });
    const lazy = await RawSharedClient.join(address);
    lazy.send(1, 0, 'create', Buffer.from('list'), Buffer.from('large'));
    const { id } = list.handle as { id: number };
    for (let i = 2; i < 1000; i += 1) lazy.send(i, id, 'get', 0);
    const unread = async () => Math.max(...(await objectsOf(address)).clients.map((client) => client.unread));
    await untilAsync(async () => (await unread()) > 0, 'the ring takes no more for it');
    expect(await list.get(0)).toHaveLength(50_000);
    expect(await unread()).toBeLessThan(2 * 100_000);
    await quiet();
    // As soon as it reads, it gets everything.
    for (let i = 1; i < 1000; i += 1) expect((await lazy.next())?.[0]).toBe(i);
    await lazy.close();
    await manager.close();
  });

  it('answers in order, also who takes the memory while answers wait to be read', async () => {
    const address = await serve({ limits: { unreadBytes: 100_000 } });
    const manager = await Manager.connect(address);
    const list = await manager.list(['x'.repeat(50_000)], { name: 'large' });
    const { id } = list.handle as { id: number };
    const client = await RawSharedClient.open(address);
    const { raw } = client;
    raw.send(2, 0, 'create', Buffer.from('list'), Buffer.from('large'));
    expect((await raw.next())?.[0]).toBe(2);
    raw.socket.pause();
    for (let i = 3; i < 200; i += 1) raw.send(i, id, 'get', 0);
    raw.send(0, 0, 'takeMemory');
    for (let i = 200; i < 400; i += 1) client.send(i, id, 'get', 0);
    raw.socket.resume();
    for (let i = 3; i < 200; i += 1) expect((await raw.next())?.[0]).toBe(i);
    expect(await raw.next()).toEqual([0, 2]);
    await quiet();
    for (let i = 200; i < 400; i += 1) expect((await client.next())?.[0]).toBe(i);
    await client.close();
    await manager.close();
  });

  it('survives whatever is done to the memory', { timeout: 120_000 }, async () => {
    const random = new Random(runSeed('broken memory'));
    const address = await serve();
    for (let round = 0; round < scaled(60); round += 1) {
      const client = await RawSharedClient.join(address);
      for (let step = 1; step <= 20 && !client.raw.socket.closed; step += 1) {
        misbehave(client, random, step);
        if (random.below(3) === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await client.close();
    }
    for (const code of refused) expect(['ERR_WEFT_PROTOCOL', 'ERR_WEFT_LIMIT']).toContain(code);
    await serves();
    // Nobody is looked for who is gone.
    await quiet();
  });
});

const ALL_WORDS = [...Object.values(WORDS.client), ...Object.values(WORDS.server), LOOKS];

/** Does something to the memory, or with it. */
function misbehave(client: RawSharedClient, random: Random, step: number): void {
  const { duplex, raw } = client;
  switch (random.below(4)) {
    case 0:
      Atomics.store(
        duplex.words,
        random.pick(ALL_WORDS),
        random.pick([0, 1, -1, random.below(200), random.below(2 ** 32) | 0]),
      );
      break;
    case 1:
      for (let i = 0; i < 100; i += 1) duplex.outgoing[random.below(300)] = random.below(256);
      break;
    case 2:
      raw.socket.write(new Uint8Array(random.below(3)));
      break;
    default:
      try {
        client.send(step, 0, 'names');
      } catch {
        // It has broken what it needs itself.
      }
  }
}
