/** Has a pool of processes whose tasks never end, and waits to be killed. */

import { Event } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { Pool } from '@weft/threads';
import { loop } from '../tasks/tasks.js';

const region = ProcessRegion.anonymous({ bytes: 4096 });
const begun = [new Event({ in: region }), new Event({ in: region })];
const pool = new Pool(3, { kind: 'process' });
const running = begun.map((event) => pool.apply(loop, [event]));
for (const event of begun) await event.wait();
console.log(`ids ${pool.stats().ids.join(' ')}`);
await Promise.all(running);
