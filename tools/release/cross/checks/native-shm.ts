/**
 * Run twice at the same time: both processes count under one lock, wait for each other, and have to see all of it.
 * Sleeping and waking, mapping and the table of participants are all in it.
 */
import { AtomicInt32, Barrier, Lock } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';

const ROUNDS = 1000;

const region = ProcessRegion.open('check', { bytes: 16_384 });
const lock = new Lock({ in: region, name: 'lock' });
const count = new AtomicInt32(0, { in: region, name: 'count' });
const both = new Barrier(2, { in: region, name: 'both' });

both.waitSync();
for (let i = 0; i < ROUNDS; i += 1) {
  using _guard = lock.acquireSync();
  count.store(count.load() + 1);
}
both.waitSync();
if (count.load() !== 2 * ROUNDS) throw new Error(`counted ${count.load()} of ${2 * ROUNDS}`);
if (both.waitSync() === 0) region.unlink();
console.log('two processes counted under one lock');
