/** What is left when somebody ends who shares memory, or is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Manager, ManagerServer } from '@weft/manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { untilAsync } from '../conformance/waits.js';
import { RelayedServer } from '../server/relay.js';
import { objectsOf } from '../server/support.js';
import { openMemory } from './open-memory.js';
import { quiet } from './pair.js';

const program = (name: string) => fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));

/** Memory that was not to be found by name, and has one all the same. */
const segments = () => readdirSync('/dev/shm').filter((name) => /^weft(-~|,)/.test(name));

const shared = { transport: 'shared-memory' } as const;

describe('shared memory of a connection', () => {
  let before: string[];
  beforeEach(() => {
    before = segments();
  });
  afterEach(async () => {
    await until(() => segments().every((name) => before.includes(name)), 'all memory is gone');
  });

  it('has no name, and needs no descriptor once both have it', async () => {
    await using server = new ManagerServer();
    const manager = await Manager.connect(await server.serve(), shared);
    const list = await manager.list([1]);
    const [client] = (await objectsOf(server.address)).clients;
    expect(client).toMatchObject({ transport: 'shared memory' });
    const others = await Promise.all(
      Array.from({ length: 10 }, () => Manager.connect(server.address, shared)),
    );
    await list.length();
    expect(openMemory()).toBe(0);
    for (const other of others) await other.close();
    expect(await list.toArray()).toEqual([1]);
    await manager.close();
  });

  it('is used from some call on, without being asked for', async () => {
    await using server = new ManagerServer();
    const manager = await Manager.connect(await server.serve());
    const list = await manager.list([1, 2, 3]);
    const transport = async () => (await objectsOf(server.address)).clients[0]?.transport;
    expect(await transport()).toBe('socket');
    const waiting = Array.from({ length: 500 }, (_, i) => list.get(i % 3));
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 500 }, (_, i) => (i % 3) + 1));
    await untilAsync(async () => (await transport()) === 'shared memory', 'it is in use');
    expect(await list.toArray()).toEqual([1, 2, 3]);
    await manager.close();
  });

  it('is not used where one of both sides will not have it', async () => {
    await using server = new ManagerServer({ transport: 'socket' });
    const manager = await Manager.connect(await server.serve());
    const list = await manager.list([1]);
    for (let i = 0; i < 200; i += 1) await list.get(0);
    await expectReject(Manager.connect(server.address, shared), 'ERR_WEFT_CONNECT');
    await using other = new ManagerServer();
    const client = await Manager.connect(await other.serve(), { transport: 'socket' });
    const value = await client.value(1);
    for (let i = 0; i < 200; i += 1) await value.get();
    for (const { address } of [server, other]) {
      for (const { transport } of (await objectsOf(address)).clients) expect(transport).toBe('socket');
    }
    await manager.close();
    await client.close();
    expect(() => new ManagerServer({ transport: 'pigeon' as 'auto' })).toThrow(/WEFT_MANAGER_TRANSPORT/);
    await expectReject(
      Manager.connect(other.address, { transport: 'pigeon' as 'auto' }),
      'ERR_WEFT_ARGUMENT',
    );
  });

  it.each(['missing', 'broken'])('is not used where @weft/native-shm is %s', async (how) => {
    await using server = new ManagerServer();
    const address = await server.serve();
    const child = spawn(process.execPath, [program('without-memory'), how, address], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    await once(child, 'close');
    const [list, ...refusal] = said.trim().split('\n');
    expect(list).toBe('[1]');
    expect(refusal.join()).toMatch(/^ERR_WEFT_CONNECT: no memory can be shared with the server/);
    expect(refusal.join()).toMatch(
      how === 'missing' ? /needs the package @weft\/native-shm/ : /out of reach/,
    );
  });

  it('carries what was said last, to the end', async () => {
    const server = new ManagerServer();
    const manager = await Manager.connect(await server.serve(), shared);
    const other = await Manager.connect(server.address);
    const list = await manager.list<string>([], { name: 'list' });
    const same = await other.list<string>([], { name: 'list' });
    // More than the ring holds, and nobody waits for the answers.
    const appended = Array.from({ length: 50 }, () => list.append('x'.repeat(10_000)));
    for (const each of appended) each.catch(() => {});
    await manager.close();
    await untilAsync(async () => (await same.length()) === 50, 'all have come');
    // And so does what the server says.
    const third = await Manager.connect(server.address, shared);
    const event = await third.event();
    const waiting = event.wait();
    await server.close();
    await expect(waiting).rejects.toMatchObject({
      code: 'ERR_WEFT_CONNECTION_LOST',
      cause: { code: 'ERR_WEFT_CLOSED' },
    });
    await third.close();
    await other.close();
  });

  it('is made anew with a new connection', async () => {
    await using relay = await RelayedServer.start();
    const manager = await Manager.connect(relay.address, { authkey: relay.authkey, ...shared });
    const list = await manager.list([1]);
    const event = await manager.event();
    const waiting = expectReject(event.wait(), 'ERR_WEFT_CONNECTION_LOST');
    relay.cut();
    await waiting;
    expect(await list.append(2)).toBe(2);
    await untilAsync(async () => (await relay.report()).clients.length === 1, 'the old client is gone');
    await untilAsync(
      async () => (await relay.report()).clients[0]?.transport === 'shared memory',
      'memory is shared again',
    );
    expect(await list.toArray()).toEqual([1, 2]);
    await manager.close();
  });

  it('ends with a server that is killed, and all calls with it', async () => {
    const manager = await Manager.start(shared);
    const event = await manager.event();
    const list = await manager.list<string>();
    for (let i = 0; i < 100; i += 1) await list.append('x');
    const waits = Array.from({ length: 100 }, () => expectReject(event.wait(), 'ERR_WEFT_CONNECTION_LOST'));
    // It is killed with a message in the middle of the ring.
    const large = expectReject(list.append('x'.repeat(10_000_000)), 'ERR_WEFT_CONNECTION_LOST');
    process.kill(manager.pid as number, 'SIGKILL');
    await Promise.all([...waits, large]);
    await expectReject(list.append('y'), 'ERR_WEFT_CONNECT');
    await quiet();
    await manager.shutdown();
  });

  it('ends with clients that are killed, whatever they were doing', { timeout: 120_000 }, async () => {
    const random = new Random(runSeed('kills'));
    const manager = await Manager.start(shared);
    const list = await manager.list<string>([], { name: 'list' });
    const lock = await manager.lock({ name: 'lock' });
    for (let round = 0; round < 5; round += 1) {
      const child: ChildProcess = spawn(process.execPath, [program('caller'), manager.address], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout as NodeJS.EventEmitter, 'data');
      // Some calls later, at any moment of one.
      for (let calls = random.below(100); calls > 0; calls -= 1) await list.length();
      const waiting = lock.acquire().then(
        () => 'acquired',
        (error: { code: string }) => error.code,
      );
      child.kill('SIGKILL');
      expect(await waiting).toBe('ERR_WEFT_OWNER_DIED');
      await (await lock.recover()).release();
      await untilAsync(
        async () => (await objectsOf(manager.address)).clients.length === 2,
        'the server has noticed',
      );
      for (const text of await list.toArray()) expect(text).toMatch(/^x*$/);
    }
    await manager.shutdown();
  });
});
