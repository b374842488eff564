/** Where the suites of `@weft/atomics` run here: in a region of processes. */
import type { ObjectOptions } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import type { Place, Setting } from '../../../atomics/dist-test/support/setting.js';
import { mixedWorld, processWorld } from './process-world.js';

function anonymousRegion(): Place {
  const region = ProcessRegion.anonymous({ bytes: 64 * 1024 });
  return {
    options: (name): ObjectOptions => ({ in: region, ...(name !== undefined && { name }) }),
    close: () => region.close(),
  };
}

export const processSettings: readonly Setting[] = [
  { title: 'processes', world: processWorld, place: anonymousRegion },
  { title: 'processes and threads', world: mixedWorld, place: anonymousRegion },
];
