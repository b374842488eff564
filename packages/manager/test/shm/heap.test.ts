/** The memory under the containers. */
import { CapacityError, Region } from '@weft/atomics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShmDict, ShmList, ShmValue } from '../../dist/shm/index.js';
import { CLASSES } from '../../dist/shm/layout.js';
import { Heap } from '../../dist/shm/memory/heap.js';
import { classOf, lowestBit, roundedUp } from '../../dist/shm/memory/size-classes.js';
import { expectNothingLost } from './support/audit.js';

describe('size classes', () => {
  const size = fc.integer({ min: 2, max: 2 ** 22 - 3 });

  it('go up with the size', () => {
    fc.assert(
      fc.property(size, (granules) => {
        expect(classOf(granules)).toBeLessThanOrEqual(classOf(granules + 1));
        expect(classOf(granules)).toBeLessThan(CLASSES.COUNT);
      }),
    );
  });

  it('hold, from the rounded size on, only blocks that are large enough', () => {
    fc.assert(
      fc.property(size, size, (wanted, there) => {
        const rounded = roundedUp(wanted);
        expect(rounded).toBeGreaterThanOrEqual(wanted);
        expect(rounded).toBeLessThanOrEqual(wanted * (1 + 1 / 16) + 1);
        if (classOf(there) >= classOf(rounded)) expect(there).toBeGreaterThanOrEqual(wanted);
      }),
    );
  });

  it('are found by their lowest bit', () => {
    expect([1, 2, 12, -1, 1 << 31].map(lowestBit)).toEqual([0, 1, 2, 0, 31]);
  });
});

describe('a region that is full', () => {
  it('refuses what has no room, and loses nothing', () => {
    using region = Region.create({ bytes: 128 * 1024 });
    const list = new ShmList<unknown>({ in: region });
    const dict = new ShmDict<number, unknown>({ in: region });
    const value = new ShmValue<unknown>({ in: region });
    const contents = () => [list.toArraySync(), dict.entriesSync(), value.getSync()];
    let refused = 0;
    for (let i = 0; refused < 3; i += 1) {
      const before = i % 50 === 0 || refused > 0 ? contents() : undefined;
      const text = `${i} ${'.'.repeat(i % 700)}`;
      for (const call of [
        () => list.appendSync(text),
        () => dict.setSync(i, text),
        () => value.setSync(text),
      ]) {
        try {
          call();
        } catch (error) {
          expect(error).toBeInstanceOf(CapacityError);
          refused += 1;
        }
      }
      if (before !== undefined && refused === 3) expect(contents()).toEqual(before);
    }
    expectNothingLost(region, [list, dict, value]);
    for (let i = 0; i < 50; i += 1) list.popSync();
    dict.setSync(-1, 'there is room again');
    expectNothingLost(region, [list, dict, value]);
  });

  it('refuses a splice as a whole', () => {
    using region = Region.create({ bytes: 96 * 1024 });
    const list = new ShmList<unknown>({ in: region });
    list.extendSync(Array.from({ length: 500 }, (_, i) => `item number ${i}`));
    const before = list.toArraySync();
    const large = Array.from({ length: 2000 }, (_, i) => `another item ${i}`);
    expect(() => list.spliceSync(10, 5, ...large)).toThrow(CapacityError);
    expect(() => list.extendSync(large)).toThrow(CapacityError);
    expect(list.toArraySync()).toEqual(before);
    expectNothingLost(region, [list]);
  });
});

describe('a heap', () => {
  it('is one for each region, and gives the same memory again and again', () => {
    using region = Region.create({ bytes: 4 * 2 ** 20 });
    const list = new ShmList<unknown>({ in: region });
    expect(Heap.in(region)).toBe(Heap.in(region));
    list.extendSync(Array.from({ length: 3000 }, (_, i) => ({ i })));
    list.clearSync();
    const { bytes } = Heap.in(region);
    for (let round = 0; round < 20; round += 1) {
      list.extendSync(Array.from({ length: 3000 }, (_, i) => ({ i })));
      list.reverseSync();
      list.clearSync();
    }
    // Reversing needs the tiles twice.
    expect(Heap.in(region).bytes).toBeLessThanOrEqual(2 * bytes);
    expectNothingLost(region, [list]);
  });
});
