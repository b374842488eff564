/** A program that calls a server through shared memory until it is killed. */
import { writeSync } from 'node:fs';
import { Manager } from '@weft/manager';

const [address = ''] = process.argv.slice(2);
const manager = await Manager.connect(address, { transport: 'shared-memory' });
const list = await manager.list<string>([], { name: 'list' });
const lock = await manager.lock({ name: 'lock' });
await lock.acquire();
writeSync(1, 'calling\n');
// Messages of many lengths, some longer than what the memory holds: it dies in the middle of one.
for (let i = 0; ; i += 1) {
  const text = 'x'.repeat(i % 50 === 0 ? 200_000 : i % 1000);
  await Promise.all([list.append(text), list.append(text), list.pop()]);
  if (i % 20 === 0) await list.clear();
}
