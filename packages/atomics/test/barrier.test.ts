import { Barrier, Region } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { barrierSuite } from './conformance/barrier.js';
import { threadSettings } from './support/setting.js';
import { until } from './support/until.js';
import { threadWorld } from './support/world.js';

for (const setting of threadSettings) barrierSuite(setting);

describe('the action of a barrier', () => {
  it('breaks it when the thread that runs it dies', async () => {
    const world = threadWorld();
    const region = Region.create({ bytes: 4096 });
    const barrier = new Barrier(3, { in: region, name: 'meeting' });
    const [dying, other] = [await world.actor(), await world.actor()];
    // Only a thread that makes the barrier itself, by its name, has an action.
    dying.run('barriers', 'exitInAction', region, 'meeting').catch(() => {});
    await until(() => barrier.waiting() === 1);
    const outcomes = await Promise.allSettled([other.call(barrier, 'waitSync'), barrier.wait()]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_WEFT_BROKEN_BARRIER' } });
    }
    expect(barrier.broken()).toBe(true);
    barrier.reset();
    expect([barrier.broken(), barrier.waiting()]).toEqual([false, 0]);
    await world.close();
    region.close();
  });
});
