/** Managers on a region of shared memory, for the suites that run on every backend. */
import { Manager } from '@weft/manager';
import type { Setting } from '../../conformance/stage.js';

let regions = 0;

export const shmSetting: Setting = {
  title: 'shared memory',
  ordered: true,
  handsOver: false,
  async start() {
    regions += 1;
    const address = `shm://weft-test-${process.pid}-${regions}`;
    const keeper = await Manager.connect(address);
    return {
      connect: () => Manager.connect(address),
      stop: () => keeper.shutdown(),
    };
  },
};
