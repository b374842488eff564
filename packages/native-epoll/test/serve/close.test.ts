import { type Server, serve } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { closeClients, connect, everythingFrom, goneFrom, nextFrom } from './support/client.js';
import { openFiles, openFilesAtRest } from './support/open-files.js';
import { runProgram } from './support/run-program.js';

const before = await openFilesAtRest();

function start(signal?: AbortSignal): Promise<Server> {
  return serve({
    port: 0,
    host: '127.0.0.1',
    signal,
    onData: (connection, bytes) => connection.write(bytes),
  });
}

afterEach(async () => {
  await closeClients();
  await until(() => openFiles().length <= before.length, 'no file descriptor is left');
});

describe('closing a server', () => {
  it('stops listening at once, and lets connections go on', async () => {
    const server = await start();
    const client = await connect(server);
    await until(() => server.connections === 1);
    let closed = false;
    const closing = server.close({ grace: Number.POSITIVE_INFINITY }).then(() => {
      closed = true;
    });
    await expect(connect(server)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    client.write('still here');
    expect(await nextFrom(client)).toBe('still here');
    expect(closed).toBe(false);
    client.end();
    await closing;
    expect(server.connections).toBe(0);
  });

  it('destroys what is left after the grace', async () => {
    const server = await start();
    const client = await connect(server);
    await until(() => server.connections === 1);
    await server.close({ grace: 1 });
    await goneFrom(client);
  });

  it('tells each connection that it is closed before it is done', async () => {
    let told = 0;
    const server = await serve({
      port: 0,
      host: '127.0.0.1',
      onData: () => {},
      onClose: () => {
        told += 1;
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => connect(server)));
    await until(() => server.connections === 20);
    await server.close({ grace: 0 });
    expect(told).toBe(20);
  });

  it('may be asked for again, with less patience', async () => {
    const server = await start();
    await connect(server);
    await until(() => server.connections === 1);
    const patient = server.close({ grace: Number.POSITIVE_INFINITY });
    await server.close({ grace: 0 });
    await patient;
    await server.close();
  });

  it('is what the end of an `await using` does', async () => {
    let server: Server;
    {
      await using scoped = await start();
      server = scoped;
      await connect(scoped);
      await until(() => scoped.connections === 1);
    }
    expect(server.connections).toBe(0);
    await expect(connect(server)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('can be asked for by a signal, before or after it listens', async () => {
    const controller = new AbortController();
    const server = await start(controller.signal);
    const client = await connect(server);
    controller.abort(new Error('enough'));
    await goneFrom(client);
    await server.close();
    await expect(start(controller.signal)).rejects.toThrow('enough');
  });

  it('refuses a grace that is no time', async () => {
    await using server = await start();
    for (const grace of [Number.NaN, -1, '1'] as number[]) {
      await expect(server.close({ grace })).rejects.toThrow('grace must be');
    }
    expect(await connect(server)).toBeDefined();
  });

  it('may happen inside any handler', async () => {
    for (const name of ['onConnection', 'onData', 'onEnd', 'onClose'] as const) {
      const closings: Promise<void>[] = [];
      const server: Server = await serve({
        port: 0,
        host: '127.0.0.1',
        onData: () => {},
        [name]: () => {
          closings.push(server.close({ grace: 0 }));
        },
      });
      const client = await connect(server);
      client.end('x');
      await until(() => closings.length > 0, name);
      await Promise.all(closings);
      await goneFrom(client);
    }
  });
});

describe('a server and its process', () => {
  it('keeps it alive until it is closed', async () => {
    const { code, stdout } = await runProgram('lifetime', ['close']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'listening\nclosed\n' });
  });

  it('does not if it is unreferenced', async () => {
    const { code, stdout } = await runProgram('lifetime', ['unref']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'listening\n' });
  });

  it('ends with an uncaught exception of a handler if nobody takes errors', async () => {
    const { code, stderr } = await runProgram('lifetime', ['throw']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: nobody takes this/i);
  });

  it('ends with its thread', async () => {
    const { code, stdout } = await runProgram('lifetime', ['terminate']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'refused\nlistening again\n' });
  });
});

it('answers what was sent before the end of everything', async () => {
  const server = await start();
  const client = await connect(server);
  client.end('last words');
  expect(await everythingFrom(client)).toBe('last words');
  await server.close();
});
