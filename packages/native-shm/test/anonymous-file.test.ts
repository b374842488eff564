/** Anonymous regions where the system has no files without a name: forced here. */
import { readdirSync } from 'node:fs';
import { attach, Event } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectThrow } from '../../atomics/dist-test/support/outcome.js';
import { ownFolder } from './support/own-folder.js';
import { processWorld } from './support/process-world.js';

const folder = ownFolder();

describe('An anonymous region in a file', () => {
  beforeAll(() => {
    process.env.WEFT_SHM_ANONYMOUS = 'file';
  });
  afterAll(() => {
    delete process.env.WEFT_SHM_ANONYMOUS;
  });

  it('travels by its handle, and goes with the last that has it', async () => {
    const world = processWorld();
    const actor = await world.actor();
    const region = ProcessRegion.anonymous({ bytes: 1024 });
    const event = new Event({ in: region });
    expect(region.name).toBeUndefined();
    expect(readdirSync(folder)).toHaveLength(1);
    await actor.call(event, 'set');
    expect(event.isSet()).toBe(true);
    const { handle } = region;
    region.close();
    // The actor has it still.
    const again = attach<ProcessRegion>(handle);
    expect(again.participants()).toHaveLength(2);
    await world.close();
    again.close();
    expect(readdirSync(folder)).toEqual([]);
    expectThrow(() => attach(handle), 'ERR_WEFT_REGION_NOT_FOUND');
  });
});
