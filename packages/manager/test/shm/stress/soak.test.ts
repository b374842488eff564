/** At a constant number of values, random calls for ever take a constant amount of memory. */
import { Region } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../../atomics/dist-test/support/scale.js';
import { ShmDict, ShmList } from '../../../dist/shm/index.js';
import { auditHeap } from '../../../dist/shm/memory/audit.js';
import { Heap } from '../../../dist/shm/memory/heap.js';
import { expectNothingLost } from '../support/audit.js';

const SEED = runSeed('soak of shared containers');
const LIVE = 400;
const MOST_BYTES = 3000;

/** Sizes as they come in practice: many small, few large. */
function someText(random: Random): string {
  return '.'.repeat(Math.floor(random.next() ** 3 * MOST_BYTES));
}

describe('memory stays flat', () => {
  it('whatever is replaced, inserted and taken out', () => {
    const random = new Random(SEED);
    using region = Region.create({ bytes: 64 * 2 ** 20 });
    const list = new ShmList<string>({ in: region });
    const dict = new ShmDict<number, string>({ in: region });
    const step = () => {
      while (list.lengthSync() < LIVE) list.insertSync(random.below(list.lengthSync() + 1), someText(random));
      list.popSync(random.below(LIVE));
      list.setSync(random.below(LIVE - 1), someText(random));
      if (random.below(50) === 0) list.reverseSync();
      dict.setSync(random.below(LIVE * 2), someText(random));
      while (dict.sizeSync() > LIVE) dict.popitemSync();
      dict.deleteSync(random.below(LIVE * 2));
    };
    const rounds = scaled(10_000);
    for (let i = 0; i < rounds; i += 1) step();
    const warm = auditHeap(Heap.in(region)).total;
    for (let i = 0; i < 3 * rounds; i += 1) step();
    const { total, used } = auditHeap(Heap.in(region));
    console.log(`${total} bytes after ${rounds} rounds: ${warm}; in use ${used}`);
    // Not an extent more. The sizes are random, so the live bytes vary, but within the room that was there.
    expect(total).toBe(warm);
    expectNothingLost(region, [list, dict]);
    list.clearSync();
    dict.clearSync();
    expect(expectNothingLost(region, [list, dict])).toBeLessThan(1000);
  });
});
