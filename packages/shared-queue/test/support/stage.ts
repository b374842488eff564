/** Where the suites of this package run. */
import { type ObjectOptions, Region } from '@weft/atomics';
import { onStage, type Place, type Setting, type Stage } from '../../../atomics/dist-test/support/setting.js';
import { threadWorld } from '../../../atomics/dist-test/support/world.js';

export type { Place, Setting, Stage } from '../../../atomics/dist-test/support/setting.js';
export type { Actor } from '../../../atomics/dist-test/support/world.js';

/** The scenarios of this package, as an actor of another package's test support finds them. */
export const SCENARIOS = '../../../shared-queue/dist-test/scenarios/queues';

function inRegion(): Place {
  const region = Region.create({ bytes: 1024 * 1024 });
  const options = (name?: string): ObjectOptions => ({ in: region, ...(name !== undefined && { name }) });
  return { options, close: () => region.close() };
}

function inPrivateBuffers(): Place {
  return { options: (name) => (name === undefined ? {} : { name }), close() {} };
}

export const threadSettings: readonly Setting[] = [
  { title: 'threads and private buffers', world: threadWorld, place: inPrivateBuffers },
  { title: 'threads and a region', world: threadWorld, place: inRegion },
];

export const RING_SCENARIOS = '../../../shared-queue/dist-test/scenarios/rings';

/** A stage whose actors know the objects of this package. */
export function onQueueStage(setting: Setting): Stage {
  const stage = onStage(setting);
  return {
    at: (name) => stage.at(name),
    async actor(name) {
      const actor = await stage.actor(name);
      await actor.run(SCENARIOS, 'load');
      return actor;
    },
  };
}
