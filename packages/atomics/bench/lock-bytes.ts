import { Lock, Region } from '@weft/atomics';
import { BYTES, type Contender, expectResult, type Scenario } from '@weft/bench';

const LOCKS = 1000;

/** Bytes of a region's heap per lock, and whether all of them are there. */
const inRegion: Contender = {
  name: 'Weft Lock in a region',
  role: 'subject',
  start: () => ({
    round() {
      const region = Region.create({ bytes: LOCKS * 64 });
      const before = region.inspect().heap.used;
      for (let i = 0; i < LOCKS; i += 1) new Lock({ in: region });
      const { heap, objects } = region.inspect();
      expectResult('the number of locks', objects.length, LOCKS);
      region.close();
      return (heap.used - before) / LOCKS;
    },
  }),
};

/** How much shared memory a lock takes. */
export const lockBytes: Scenario = {
  name: 'lock-bytes',
  title: 'Shared bytes per lock',
  about: '1000 locks without a name in one region, block headers included. All must be found there.',
  unit: BYTES,
  contenders: [inRegion],
  targets: [{ of: 'Weft Lock in a region', atMost: 64 }],
};
