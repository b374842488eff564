/** The scenarios of shared memory. */

import type { Scenario } from '@weft/bench';
import { shmDictBySize, shmListBySize } from './shm-by-size.js';
import { shmDict } from './shm-dict.js';
import { shmList } from './shm-list.js';

export const shmScenarios: readonly Scenario[] = [shmList, shmDict, shmListBySize, shmDictBySize];
