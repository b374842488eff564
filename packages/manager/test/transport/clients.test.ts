/** A thousand clients that come, share memory with the server, and are gone. */
import { Manager, ManagerServer } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { untilAsync } from '../conformance/waits.js';
import { objectsOf } from '../server/support.js';
import { openMemory } from './open-memory.js';
import { quiet } from './pair.js';
import { RawSharedClient } from './raw-shared-client.js';

const CLIENTS = 1000;
const AT_ONCE = 50;

async function liveAndDie(address: string, random: Random): Promise<void> {
  const client = await RawSharedClient.join(address);
  client.send(1, 0, 'create', Buffer.from('list'), null);
  expect((await client.next())?.[0]).toBe(1);
  // Asleep or not, and now and then in the middle of a message.
  if (random.below(3) === 0) await quiet();
  if (random.below(2) === 0) client.write(Uint8Array.of(200, 0, 0));
  await client.close();
}

describe('clients that share memory, and die', () => {
  it('leave nothing behind', { timeout: 120_000 }, async () => {
    const random = new Random(runSeed('clients'));
    await using server = new ManagerServer({ linger: 5, limits: { sharedMemoryClients: AT_ONCE + 1 } });
    const manager = await Manager.connect(await server.serve(), { transport: 'shared-memory' });
    const total = scaled(CLIENTS);
    for (let done = 0; done < total; done += AT_ONCE) {
      const count = Math.min(AT_ONCE, total - done);
      await Promise.all(Array.from({ length: count }, () => liveAndDie(server.address, random)));
      // The next ones can have the memory that is theirs.
      await untilAsync(async () => (await objectsOf(server.address)).clients.length === 2, 'all are gone');
    }
    await untilAsync(async () => (await objectsOf(server.address)).objects.length === 0, 'all is forgotten');
    expect(openMemory()).toBe(0);
    await quiet();
    expect(await (await manager.list([1])).toArray()).toEqual([1]);
    await manager.close();
  });
});
