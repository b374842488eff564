/** The suites on a server: in a process of its own, as `Manager.start()` runs it. */
import { Manager } from '@weft/manager';
import type { Setting } from '../conformance/stage.js';

export const onServer: Setting = {
  title: 'in a server',
  ordered: true,
  async start() {
    const owner = await Manager.start();
    return {
      connect: () => Manager.connect(owner.address),
      stop: () => owner.shutdown(),
    };
  },
};
