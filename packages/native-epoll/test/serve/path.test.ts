import { lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AF_UNIX, Socket, serve } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { closeClients, exchange } from './support/client.js';
import { lineOf, startProgram } from './support/run-program.js';
import { temporaryFolder } from './support/temporary-folder.js';

const echo = {
  onData: (connection: { write(bytes: Buffer): boolean }, bytes: Buffer) => connection.write(bytes),
};

afterEach(closeClients);

describe('a server at a path', () => {
  it('serves, and removes its file', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'socket');
    const server = await serve({ ...echo, path });
    expect(server.address).toBe(path);
    expect(await exchange(server, 'hello')).toBe('hello');
    expect(lstatSync(path).isSocket()).toBe(true);
    await server.close();
    expect(folder.names()).toEqual([]);
  });

  it('gives the file the permissions that it is told', async () => {
    using folder = temporaryFolder();
    for (const mode of [0o600, 0o666]) {
      const path = join(folder.path, mode.toString(8));
      await using server = await serve({ ...echo, path, mode });
      expect(statSync(path).mode & 0o777).toBe(mode);
      expect(await exchange(server, 'hello')).toBe('hello');
    }
  });

  it('knows peers by their paths, if they have any', async () => {
    using folder = temporaryFolder();
    const names: unknown[] = [];
    await using server = await serve({
      path: join(folder.path, 'socket'),
      onConnection: ({ remoteAddress, remotePort }) => void names.push(remoteAddress, remotePort),
      onData: () => {},
    });
    await exchange(server, '');
    expect(names).toEqual(['', 0]);
  });

  it('refuses a path where somebody serves', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'socket');
    await using server = await serve({ ...echo, path });
    await expect(serve({ ...echo, path })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(await exchange(server, 'hello')).toBe('hello');
  });

  it('refuses a path where something else is, and leaves that alone', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'file');
    writeFileSync(path, 'precious');
    await expect(serve({ ...echo, path })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    mkdirSync(join(folder.path, 'folder'));
    await expect(serve({ ...echo, path: join(folder.path, 'folder') })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await expect(serve({ ...echo, path: join(folder.path, 'no', 'folder') })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('takes the place of one that was killed', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'socket');
    const killed = startProgram('echo-server', [path]);
    expect(await lineOf(killed)).toBe(`serves ${path}`);
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    expect(folder.names()).toEqual(['socket']);
    {
      await using server = await serve({ ...echo, path });
      expect(await exchange(server, 'hello')).toBe('hello');
    }
    expect(folder.names()).toEqual([]);
  });

  it('leaves the file alone that another server has put in its place', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'socket');
    const first = await serve({ ...echo, path });
    rmSync(path);
    await using second = await serve({ ...echo, path });
    await first.close();
    expect(await exchange(second, 'hello')).toBe('hello');
  });

  it('can be an abstract name, which is no file', async () => {
    const path = `\0weft-serve-test-${process.pid}`;
    await using server = await serve({ ...echo, path });
    expect(server.address).toBe(path);
    // Node's own sockets know such names since version 21.
    using client = new Socket(AF_UNIX);
    client.connect({ path });
    client.sendAll('hello');
    const answer = Buffer.alloc(5);
    await until(() => client.tryRecvInto(answer) === answer.length);
    expect(String(answer)).toBe('hello');
    await expect(serve({ ...echo, path })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a program that serves', () => {
  it('ends with Ctrl-C and leaves nothing behind', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'socket');
    const program = startProgram('echo-server', [path]);
    await lineOf(program);
    expect(await exchange({ address: path }, 'hello')).toBe('hello');
    program.child.kill('SIGINT');
    expect(await lineOf(program)).toBe('closed');
    expect(await program.ended).toBe(0);
    expect(folder.names()).toEqual([]);
  });
});
