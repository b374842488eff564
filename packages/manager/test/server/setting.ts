/** The suites on a server: in a process of its own, as `Manager.start()` runs it. */
import { Manager, type Transport } from '@weft/manager';
import type { Setting } from '../conformance/stage.js';

/** @param transport how clients and server exchange messages; without, by whichever way they choose */
function onServerBy(title: string, transport?: Transport): Setting {
  return {
    title,
    ordered: true,
    async start() {
      const owner = await Manager.start({ transport });
      return {
        connect: () => Manager.connect(owner.address, { transport }),
        stop: () => owner.shutdown(),
      };
    },
  };
}

export const onServer: Setting = onServerBy('in a server');
export const bySocket: Setting = onServerBy('in a server, by its socket alone', 'socket');
export const bySharedMemory: Setting = onServerBy('in a server, through shared memory', 'shared-memory');
