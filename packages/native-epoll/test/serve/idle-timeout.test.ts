import { type Connection, serve } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { closeClients, connect, goneFrom, nextFrom } from './support/client.js';

afterEach(closeClients);

describe('idle connections', () => {
  it('are destroyed, and those that are not stay', async () => {
    await using server = await serve({
      port: 0,
      host: '127.0.0.1',
      idleTimeout: 1000,
      onData: (connection, bytes) => connection.write(bytes),
    });
    const [silent, busy] = await Promise.all([connect(server), connect(server)]);
    let gone = false;
    const going = goneFrom(silent).then(() => {
      gone = true;
    });
    // The busy one keeps asking until the silent one is gone, however long that takes here.
    let answers = 0;
    while (!gone) {
      busy.write('x');
      expect(await nextFrom(busy)).toBe('x');
      answers += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await going;
    expect(answers).toBeGreaterThan(1);
    expect(server.connections).toBe(1);
    await goneFrom(busy);
    await until(() => server.connections === 0);
  });

  it('are kept by what the server sends, too', async () => {
    let silent: Connection | undefined;
    let other = 0;
    await using server = await serve({
      port: 0,
      host: '127.0.0.1',
      idleTimeout: 800,
      onConnection: (connection) => {
        silent ??= connection;
      },
      onData: () => {},
      onClose: (connection) => {
        if (connection !== silent) other += 1;
      },
    });
    const listener = await connect(server);
    listener.resume();
    await until(() => silent !== undefined);
    // Two generations of connections come and go, while the first one is only talked to.
    for (const generation of [1, 2]) {
      await connect(server);
      while (other < generation) {
        silent?.write('tick');
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    expect(silent?.closed).toBe(false);
  });
});
