import { serve } from '@weft/native-epoll';
import { afterEach, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { closeClients, connect, nextFrom } from './support/client.js';

const CONNECTIONS = 2000;

afterEach(closeClients);

it('two thousand connections at once are all accepted, served in turn, and told the end', async () => {
  let closed = 0;
  const server = await serve<number>({
    port: 0,
    host: '127.0.0.1',
    onConnection: (connection) => {
      connection.context = 0;
    },
    onData: (connection, bytes) => {
      connection.context = (connection.context ?? 0) + 1;
      connection.write(bytes);
    },
    onClose: () => {
      closed += 1;
    },
  });
  // More than are accepted in one burst, and more than one look at the epoll tells.
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(server)));
  await until(() => server.connections === CONNECTIONS);
  for (let round = 0; round < 3; round += 1) {
    const answers = clients.map(nextFrom);
    for (const [index, client] of clients.entries()) client.write(`${round} ${index}`);
    expect(await Promise.all(answers)).toEqual(clients.map((_, index) => `${round} ${index}`));
  }
  expect([...server].map(({ context }) => context)).toEqual(clients.map(() => 3));
  await server.close({ grace: 0 });
  expect(closed).toBe(CONNECTIONS);
});
