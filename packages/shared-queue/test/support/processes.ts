/** Where the suites of this package run between processes. */
import type { ObjectOptions } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { mixedWorld, processWorld } from '../../../native-shm/dist-test/support/process-world.js';
import type { Place, Setting } from './stage.js';

function inProcessRegion(): Place {
  const region = ProcessRegion.anonymous({ bytes: 1024 * 1024 });
  const options = (name?: string): ObjectOptions => ({ in: region, ...(name !== undefined && { name }) });
  return { options, close: () => region.close() };
}

export const processSettings: readonly Setting[] = [
  { title: 'processes', world: processWorld, place: inProcessRegion },
  { title: 'processes and threads', world: mixedWorld, place: inProcessRegion },
];
