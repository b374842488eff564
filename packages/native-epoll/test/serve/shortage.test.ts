import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { closeClients, connect, goneFrom, nextFrom } from './support/client.js';
import { lineOf, type RunningProgram, startProgram } from './support/run-program.js';

const LIMIT = 64;

afterEach(closeClients);

/** Whether the server greets a new client; if not, it must have ended the connection at once. */
async function isServed(server: { address: AddressInfo }, clients: Socket[]): Promise<boolean> {
  const client = await connect(server);
  clients.push(client);
  return Promise.race([nextFrom(client).then(() => true), goneFrom(client).then(() => false)]);
}

async function start(): Promise<[RunningProgram, { address: AddressInfo }]> {
  const program = startProgram('short-of-files', [], LIMIT);
  const port = Number(await lineOf(program));
  return [program, { address: { address: '127.0.0.1', family: 'IPv4', port } }];
}

it('a server that runs out of file descriptors turns new peers away, serves the others, and recovers', async () => {
  const [program, server] = await start();
  const clients: Socket[] = [];
  for (let round = 0; round < 3; round += 1) {
    while (await isServed(server, clients)) expect(clients.length).toBeLessThan(LIMIT);
    expect(await lineOf(program)).toBe('EMFILE accept');
    // None is left in the dark, and nobody is told again and again.
    for (let i = 0; i < 10; i += 1) expect(await isServed(server, clients)).toBe(false);

    // Those that are open do not notice.
    const [one] = clients;
    one?.write('are you there?');
    expect(await nextFrom(one as Socket)).toBe('are you there?');

    for (const client of clients.splice(0)) client.destroy();
    // The server hears of the ends a little later.
    while (!(await isServed(server, clients)));
  }
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
});
