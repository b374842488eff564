/** Regions by name and without: opening, making, closing, removing. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Event, Lock } from '@weft/atomics';
import { ProcessRegion, SharedMemoryBlock } from '@weft/native-shm';
import { afterAll, describe, expect, it } from 'vitest';
import { expectThrow } from '../../atomics/dist-test/support/outcome.js';
import type { Actor } from '../../atomics/dist-test/support/world.js';
import { ownFolder } from './support/own-folder.js';
import { processWorld } from './support/process-world.js';

const folder = ownFolder();
const world = processWorld();
afterAll(() => world.close());

const ARGUMENT = 'ERR_WEFT_ARGUMENT';

describe('ProcessRegion by name', () => {
  it('is made once and found by all who open it', async () => {
    using region = ProcessRegion.open('jobs', { bytes: 1024 });
    const lock = new Lock({ in: region, name: 'lock' });
    const actor = await world.actor();
    const names = await actor.run<string[]>(SCENARIOS, 'namesIn', 'jobs');
    expect(names).toEqual(['lock']);
    lock.acquireSync();
    expect(await actor.run(SCENARIOS, 'isLocked', 'jobs', 'lock')).toBe(true);
    expect(region.name).toBe('jobs');
    expect(region.scope).toBe('process');
  });

  it('is the same object for a thread that opens it twice', () => {
    const region = ProcessRegion.open('jobs', { bytes: 1024 });
    expect(ProcessRegion.open('jobs')).toBe(region);
    region.close();
    const again = ProcessRegion.open('jobs');
    expect(again).not.toBe(region);
    expect(again.id).toBe(region.id);
    again.close();
  });

  it('stays when all have closed it, until it is unlinked', () => {
    const region = ProcessRegion.open('kept', { bytes: 1024 });
    new Event({ in: region, name: 'event' }).set();
    region.close();
    const again = ProcessRegion.open('kept', { create: false });
    expect((again.get('event') as Event).isSet()).toBe(true);
    expect(again.unlink()).toBe(true);
    expect(again.unlink()).toBe(false);
    // Whoever has it open keeps it.
    expect((again.get('event') as Event).isSet()).toBe(true);
    again.close();
    expectThrow(() => ProcessRegion.open('kept', { create: false }), 'ERR_WEFT_REGION_NOT_FOUND');
  });

  it('is another one when it is made again under the same name', () => {
    using first = ProcessRegion.open('name', { bytes: 1024 });
    first.unlink();
    using second = ProcessRegion.open('name', { bytes: 1024 });
    expect(second.id).not.toBe(first.id);
    expect(first.unlink()).toBe(false);
    expect(existsSync(join(folder, 'weft-name'))).toBe(true);
  });

  it('is made only where asked', () => {
    expectThrow(() => ProcessRegion.open('none', { create: false }), 'ERR_WEFT_REGION_NOT_FOUND');
    expectThrow(() => ProcessRegion.open('none'), ARGUMENT);
    using region = ProcessRegion.open('one', { bytes: 100, create: 'exclusive' });
    expectThrow(
      () => ProcessRegion.open('one', { bytes: 100, create: 'exclusive' }),
      'ERR_WEFT_REGION_EXISTS',
    );
    expect(region.closed).toBe(false);
  });

  it('is made by one of many who come at the same moment, and never seen half made', async () => {
    const actors = await Promise.all(Array.from({ length: 4 }, () => world.actor()));
    for (let round = 0; round < 20; round += 1) {
      const name = `race-${round}`;
      const start = new SharedMemoryBlock(undefined, 4);
      const event = new Event({ in: start, name: 'start' });
      const ids = actors.map((actor: Actor) => actor.run<string>(SCENARIOS, 'openAfter', name, event));
      event.set();
      expect(new Set(await Promise.all(ids)).size).toBe(1);
      ProcessRegion.remove(name);
      start.close();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('cannot be resized, and says so', () => {
    using region = ProcessRegion.open('size', { bytes: 1000, maxParticipants: 4 });
    expect(ProcessRegion.open('size', { bytes: 1000, maxParticipants: 4 })).toBe(region);
    expect(ProcessRegion.open('size', { bytes: 10 })).toBe(region);
    expect(() => ProcessRegion.open('size', { bytes: 2000 })).toThrow(/cannot be resized/);
    expectThrow(() => ProcessRegion.open('size', { maxParticipants: 5 }), ARGUMENT);
    region.close();
    expectThrow(() => ProcessRegion.open('size', { bytes: 2000 }), ARGUMENT);
    // The refusal has left nothing locked.
    ProcessRegion.open('size').close();
  });

  it('takes any text for a name, and keeps it in its folder', () => {
    for (const name of ['a/b', '../x', '.', '..', 'Grüße, 世界', '%41', 'a b', '~', 'weft-', '\0']) {
      const region = ProcessRegion.open(name, { bytes: 16 });
      expect(region.name).toBe(name);
      expect(ProcessRegion.list().map((info) => info.name)).toEqual([name]);
      region.close();
      expect(ProcessRegion.remove(name)).toBe(true);
      expect(ProcessRegion.remove(name)).toBe(false);
    }
    const bad = ['', 5, null, undefined, {}, 'x'.repeat(251), 'ü'.repeat(42), '\ud800'] as string[];
    for (const name of bad) expectThrow(() => ProcessRegion.open(name, { bytes: 16 }), ARGUMENT);
    ProcessRegion.open('x'.repeat(250), { bytes: 16 }).close();
  });

  it('refuses bad arguments', () => {
    const numbers = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5', null];
    for (const bytes of numbers as number[]) {
      expectThrow(() => ProcessRegion.open('bad', { bytes }), ARGUMENT);
      expectThrow(() => ProcessRegion.anonymous({ bytes }), ARGUMENT);
    }
    for (const maxParticipants of [0, -1, 4097, 1.5, Number.NaN]) {
      expectThrow(() => ProcessRegion.open('bad', { bytes: 1, maxParticipants }), ARGUMENT);
    }
    for (const mode of [0, 0o1777, -1, 0.5]) {
      expectThrow(() => ProcessRegion.open('bad', { bytes: 1, mode }), ARGUMENT);
    }
    expectThrow(() => ProcessRegion.open('bad', { bytes: 1, create: 'never' as 'exclusive' }), ARGUMENT);
    expectThrow(() => ProcessRegion.open('bad', 5 as never), ARGUMENT);
    expectThrow(() => ProcessRegion.anonymous(undefined as never), ARGUMENT);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('has the permissions asked for, whatever the umask is', () => {
    const umask = process.umask(0o777);
    try {
      for (const mode of [0o600, 0o660, 0o666]) {
        const region = ProcessRegion.open('mode', { bytes: 16, mode });
        expect(statSync(join(folder, 'weft-mode')).mode & 0o777).toBe(mode);
        region.unlink();
        region.close();
      }
    } finally {
      process.umask(umask);
    }
  });

  it('has no room for more participants than it was made for, except in place of the dead', async () => {
    using region = ProcessRegion.open('full', { bytes: 16, maxParticipants: 2 });
    const one = await world.actor();
    const two = await world.actor();
    await one.run(SCENARIOS, 'keepOpen', 'full');
    await expect(two.run(SCENARIOS, 'keepOpen', 'full')).rejects.toMatchObject({
      code: 'ERR_WEFT_CAPACITY',
    });
    await one.kill();
    await two.run(SCENARIOS, 'keepOpen', 'full');
    expect(region.participants()).toHaveLength(2);
    await two.kill();
    expect(region.participants()).toHaveLength(1);
  });
});

describe('An anonymous ProcessRegion', () => {
  it('leaves no file and goes with the last that has it', async () => {
    const region = ProcessRegion.anonymous({ bytes: 1024 });
    expect(readdirSync(folder)).toEqual([]);
    const lock = new Lock({ in: region, name: 'lock' });
    const actor = await world.actor();
    await actor.call(lock, 'acquireSync');
    expect(lock.locked()).toBe(true);
    expect(region.name).toBeUndefined();
    expect(region.unlink()).toBe(false);
    const { handle } = region;
    region.close();
    region.close();
    expectThrow(() => region.participants(), 'ERR_WEFT_CLOSED');
    await expect(actor.run(SCENARIOS, 'attachIt', { handle })).resolves.toBe(handle.id);
  });
});

describe('SharedMemoryBlock', () => {
  it('is raw bytes that processes share, and has room for a lock', async () => {
    const block = new SharedMemoryBlock('frame', 1000);
    const bytes = new Uint8Array(block.buffer);
    expect(bytes).toHaveLength(1000);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    bytes[999] = 7;
    const lock = new Lock({ in: block, name: 'lock' });
    using _guard = lock.acquireSync();
    const actor = await world.actor();
    expect(await actor.run(SCENARIOS, 'byteOf', 'frame', 999)).toBe(7);
    expect(await actor.run(SCENARIOS, 'byteThrough', block, 999)).toBe(7);
    block.close();
    expectThrow(() => block.buffer, 'ERR_WEFT_CLOSED');
    // What was taken before stays usable.
    expect(bytes[999]).toBe(7);
    expect(block.unlink()).toBe(true);
  });

  it('is not resized, and is not taken for a region, nor a region for it', () => {
    const block = new SharedMemoryBlock('block', 100);
    expectThrow(() => new SharedMemoryBlock('block', 101), ARGUMENT);
    expect(new SharedMemoryBlock('block').buffer.byteLength).toBe(100);
    expectThrow(() => new SharedMemoryBlock('other'), ARGUMENT);
    expectThrow(() => new SharedMemoryBlock(undefined), ARGUMENT);
    expectThrow(() => new SharedMemoryBlock('other', 0), ARGUMENT);
    block.close();
    expectThrow(() => ProcessRegion.open('block'), ARGUMENT);
    ProcessRegion.open('region', { bytes: 16 }).close();
    expectThrow(() => new SharedMemoryBlock('region'), ARGUMENT);
    // Neither refusal has left the files locked.
    new SharedMemoryBlock('block').close();
    ProcessRegion.open('region').close();
  });
});

/** Seen from the actors of `@weft/atomics`, who look for scenarios in their own package. */
const SCENARIOS = '../../../native-shm/dist-test/scenarios/regions';
