/** What is left when somebody ends, or is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Manager, ManagerServer } from '@weft/manager';
import { Process } from '@weft/threads';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { LONG, untilAsync } from '../conformance/waits.js';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function program(name: string): ChildProcess {
  const path = fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
  return spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('a server that is killed', () => {
  it('rejects all calls that are under way, at once', async () => {
    const manager = await Manager.start();
    const event = await manager.event();
    const list = await manager.list([1]);
    const lock = await manager.lock();
    const guard = await lock.acquire();
    const waits = Array.from({ length: 100 }, () => expectReject(event.wait(), 'ERR_WEFT_CONNECTION_LOST'));
    process.kill(manager.pid as number, 'SIGKILL');
    await Promise.all(waits);
    expect(guard.lost.aborted).toBe(true);
    expect(guard.lost.reason).toMatchObject({ code: 'ERR_WEFT_CONNECTION_LOST' });
    await expectReject(guard.release(), 'ERR_WEFT_CONNECTION_LOST');
    await expectReject(list.append(2), 'ERR_WEFT_CONNECT');
    const socket = manager.address.slice('unix://'.length);
    await until(() => !existsSync(socket), 'its socket is removed');
    await manager.shutdown();
  });

  it('is another one when it is started again: its objects are gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weft-again-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const address = `unix://${folder}/server.sock`;
    const authkey = 'of both servers, long enough';
    const first = new ManagerServer({ address, authkey });
    const manager = await Manager.connect(await first.serve(), { authkey });
    const list = await manager.list([1]);
    const lock = await manager.lock({ name: 'lock' });
    const guard = await lock.acquire();
    const lost = once(guard.lost, 'abort');
    await first.close();
    await lost;
    await using second = new ManagerServer({ address, authkey });
    await second.serve();
    await expectReject(list.append(2), 'ERR_WEFT_OBJECT_GONE');
    await expectReject(list.append(2), 'ERR_WEFT_OBJECT_GONE');
    const again = await manager.list([5]);
    expect(await again.toArray()).toEqual([5]);
    await manager.close();
  });

  it('does not end with a client that hangs up on it', async () => {
    await using server = new ManagerServer();
    const manager = await Manager.connect(await server.serve());
    const other = await Manager.connect(server.address);
    await manager.close();
    await manager.close();
    await expectReject(manager.list(), 'ERR_WEFT_CLOSED');
    expect(await (await other.list([1])).toArray()).toEqual([1]);
    await other.close();
  });
});

describe('a connection that is lost', () => {
  it('is made anew, with all references', async () => {
    const { RelayedServer } = await import('./relay.js');
    await using relay = await RelayedServer.start();
    const manager = await Manager.connect(relay.address, { authkey: relay.authkey });
    const list = await manager.list([1]);
    const event = await manager.event();
    const lock = await manager.lock();
    const guard = await lock.acquire();
    const waiting = expectReject(event.wait(), 'ERR_WEFT_CONNECTION_LOST');
    relay.cut();
    await waiting;
    await expectReject(guard.release(), 'ERR_WEFT_CONNECTION_LOST');
    expect(await list.append(2)).toBe(2);
    await expectReject(lock.acquire(), 'ERR_WEFT_OWNER_DIED');
    await (await lock.recover()).release();
    // Longer than the server keeps what nobody refers to.
    await untilAsync(async () => (await relay.report()).clients.length === 1, 'the old client is gone');
    await relay.lingered();
    expect(await list.toArray()).toEqual([1, 2]);
    await manager.close();
  });
});

describe('a client that is killed', () => {
  let manager: Manager;
  afterEach(() => manager.shutdown());

  it('abandons its lock, and whoever waits learns of it', async () => {
    manager = await Manager.start();
    const lock = await manager.lock();
    const taken = await manager.list<string>();
    const target = { module: new URL('./targets/tasks.js', import.meta.url), name: 'holdForEver' };
    const child = new Process({ target, args: [lock, taken] }).start();
    await untilAsync(async () => (await taken.length()) === 1, 'the child has the lock');
    const waiting = expectReject(lock.acquire({ timeout: LONG }), 'ERR_WEFT_OWNER_DIED');
    child.kill();
    await waiting;
    await child.join();
    await child.result.catch(() => {});
    await (await lock.recover()).release();
    expect(await lock.locked()).toBe(false);
  });
});

describe('a program that has started a server', () => {
  it('takes it along, also when it is killed', async () => {
    const parent = program('parent');
    const [line] = (await once(parent.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
    const { address, pid } = JSON.parse(String(line)) as { address: string; pid: number };
    const manager = await Manager.connect(address);
    const list = await manager.list<number>([], { name: 'numbers' });
    expect(await list.toArray()).toEqual([1, 2, 3]);
    const pending = expectReject((await manager.event()).wait(), 'ERR_WEFT_CONNECTION_LOST');
    parent.kill('SIGKILL');
    await pending;
    await until(() => !isAlive(pid), 'the server has ended');
    await until(() => !existsSync(address.slice('unix://'.length)), 'its socket is removed');
    await manager.close();
  });

  it('ends by itself when it has nothing to do', async () => {
    const child = program('idle');
    const said: string[] = [];
    child.stdout?.on('data', (text) => said.push(String(text)));
    const [code] = await once(child, 'close');
    expect([code, said.join('')]).toEqual([0, 'ended by itself\n']);
  });
});
