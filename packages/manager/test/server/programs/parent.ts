/** Starts a server, tells where it is, and waits to be killed. */
import { writeSync } from 'node:fs';
import { Manager } from '@weft/manager';

const manager = await Manager.start();
await manager.list([1, 2, 3], { name: 'numbers' });
writeSync(1, `${JSON.stringify({ address: manager.address, pid: manager.pid })}\n`);
setInterval(() => {}, 1000);
