/** Makes pools, uses them, and leaves them open: the program ends nevertheless. */
import { Pool } from '@weft/threads';
import { square } from '../tasks/tasks.js';

const pools = (['thread', 'process'] as const).map((kind) => new Pool(2, { kind }));
for (const pool of pools) console.log(await pool.apply(square, [7]));
console.log(`ids ${pools[1]?.stats().ids.join(' ')}`);
