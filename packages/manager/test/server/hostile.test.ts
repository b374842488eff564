/** Peers that have the key, and do what they should not. */
import { Manager, ManagerServer } from '@weft/manager';
import { afterEach, describe, expect, it } from 'vitest';
import { untilAsync } from '../conformance/waits.js';
import { MALFORMED } from './malformed.js';
import { RawClient } from './raw-client.js';

describe('a server', () => {
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
    const manager = await Manager.connect(server.address);
    expect(await (await manager.list([1])).toArray()).toEqual([1]);
    await manager.close();
  };
  afterEach(() => server.close());

  it('hangs up on who breaks the protocol, and tells why', async () => {
    const address = await serve();
    for (const bytes of MALFORMED) {
      const client = await RawClient.join(address);
      client.socket.write(bytes);
      expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    }
    expect(refused).toEqual(MALFORMED.map(() => 'ERR_WEFT_PROTOCOL'));
    await serves();
  });

  it('hangs up on calls that are none', async () => {
    const address = await serve();
    for (const call of [
      [],
      [1],
      [1, 0],
      ['1', 0, 'names'],
      [-1, 0, 'names'],
      [0.5, 0, 'names'],
      [1, 0, 5],
      [0, 0, 'names'],
      [0, 1, 'get', null, 1],
      [1, 0, 'create', 5],
      [1, 0, 'create', Buffer.from('value')],
      [1, 0, 'create', Buffer.from('array'), null, Buffer.from('int32'), Buffer.from('abc')],
      [1, 0, 'create', Buffer.from('semaphore'), null, -1],
      [1, 0, 'create', Buffer.from('condition'), null, 999],
      [1, 0, 'refer'],
    ] as (number | string | Uint8Array | null)[][]) {
      const client = await RawClient.join(address);
      client.send(...call);
      expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    }
    await serves();
  });

  it('has only the verbs that it has', async () => {
    const address = await serve();
    const client = await RawClient.join(address);
    client.send(1, 0, 'create', Buffer.from('list'), null);
    const [, , answer] = (await client.next()) as [number, number, [number]];
    const [list] = answer;
    let id = 1;
    for (const object of [0, list]) {
      for (const verb of [
        'constructor',
        '__proto__',
        'toString',
        'hasOwnProperty',
        'get ',
        '',
        'then',
        'valueOf',
      ]) {
        id += 1;
        client.send(id, object, verb, 0);
        expect((await client.next())?.slice(0, 3)).toEqual([id, 1, 'ERR_WEFT_NOT_EXPOSED']);
      }
    }
    client.send(99, 12345, 'get', 0);
    expect((await client.next())?.slice(0, 3)).toEqual([99, 1, 'ERR_WEFT_OBJECT_GONE']);
    client.send(100, 0, 'create', Buffer.from('constructor'), null, Buffer.from([0x90]));
    expect((await client.next())?.slice(0, 3)).toEqual([100, 1, 'ERR_WEFT_NOT_EXPOSED']);
    client.close();
  });

  it('decodes no value that the codec has not made', async () => {
    class Echo {
      echo(value: unknown): unknown {
        return value;
      }
    }
    const address = await serve();
    server.register('echo', Echo);
    const values: readonly (readonly number[])[] = [
      // A record of msgpackr, an error and a bundled text; memory of the machine; the same in another form.
      [0x91, 0xd4, 0x72, 0x40],
      [0x91, 0xc7, 3, 0x65, 0x92, 0xa1, 0x61],
      [0x91, 0xd6, 0x62, 0, 0, 0, 5],
      [0xc1, 0x92, 0x91, 0x05, 0x92, 0x0f, 0xa1, 0x78],
      [0xc1, 0x92, 0x91, 0x05, 0x92, 0xcc, 0x0f, 0xa1, 0x78],
      [0xdd, 0xff, 0xff, 0xff, 0xff],
      [0x91, ...new Array(100).fill(0x91), 1],
      [],
    ];
    for (const bytes of values) {
      const client = await RawClient.join(address);
      client.send(1, 0, 'create', Buffer.from('echo'), null, Uint8Array.of(0x90));
      const [, , made] = (await client.next()) as [number, number, [number]];
      client.send(2, made[0], 'echo', Uint8Array.from(bytes));
      expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
    }
    await serves();
  });

  it('limits messages, calls, clients and references', async () => {
    const address = await serve({
      limits: { messageBytes: 1000, callsPerClient: 5, objectsPerClient: 3, clients: 3 },
    });
    const manager = await Manager.connect(address);
    const list = await manager.list();
    await expect(list.append('x'.repeat(1000))).rejects.toMatchObject({ code: 'ERR_WEFT_LIMIT' });
    for (let i = 0; i < 5; i += 1) await list.append('x'.repeat(300));
    await expect(list.slice()).rejects.toMatchObject({ code: 'ERR_WEFT_LIMIT' });
    expect(await list.length()).toBe(5);
    const event = await manager.event();
    await manager.event();
    await expect(manager.event()).rejects.toMatchObject({ code: 'ERR_WEFT_LIMIT' });
    const guests = [await RawClient.join(address), await RawClient.join(address)];
    const excess = await RawClient.open(address);
    expect(await excess.dismissed()).toBe('ERR_WEFT_LIMIT');
    for (const guest of guests) guest.close();
    const waits = Array.from({ length: 6 }, () => event.wait());
    const outcomes = await Promise.allSettled(waits);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_WEFT_CONNECTION_LOST' } });
    }
    await manager.close();
  });

  it('limits how often it is called', async () => {
    const address = await serve({ limits: { callsPerSecond: 50 } });
    const client = await RawClient.join(address);
    for (let i = 1; i <= 200; i += 1) client.send(i, 0, 'names');
    expect(await client.dismissed()).toBe('ERR_WEFT_LIMIT');
    await serves();
  });

  it('stops to serve who does not read', async () => {
    const address = await serve({ limits: { unreadBytes: 100_000 } });
    const manager = await Manager.connect(address);
    const list = await manager.list(['x'.repeat(50_000)], { name: 'large' });
    const lazy = await RawClient.join(address);
    lazy.socket.pause();
    lazy.send(1, 0, 'create', Buffer.from('list'), Buffer.from('large'));
    const { id } = list.handle as { id: number };
    for (let i = 2; i < 1000; i += 1) lazy.send(i, id, 'get', 0);
    const { objectsOf } = await import('./support.js');
    const unread = async () => Math.max(...(await objectsOf(address)).clients.map((client) => client.unread));
    await untilAsync(async () => (await unread()) > 0, 'the system takes no more for it');
    expect(await list.get(0)).toHaveLength(50_000);
    expect(await unread()).toBeLessThan(2 * 100_000);
    // As soon as it reads, it gets everything.
    lazy.socket.resume();
    for (let i = 1; i < 1000; i += 1) expect((await lazy.next())?.[0]).toBe(i);
    lazy.close();
    await manager.close();
  });
});
