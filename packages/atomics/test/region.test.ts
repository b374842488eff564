/** Regions: objects by name, and the room that they take. */
import {
  AtomicInt32,
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Latch,
  Lock,
  Region,
  RLock,
  RWLock,
  Semaphore,
} from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorWith, expectThrow } from './support/outcome.js';
import { threadWorld, type World } from './support/world.js';

const BAD = errorWith('ERR_WEFT_ARGUMENT') as Error;

let region: Region;
let world: World;
beforeEach(() => {
  world = threadWorld();
  region = Region.create({ bytes: 8192 });
});
afterEach(async () => {
  await world.close();
  region.close();
});

describe('names', () => {
  it('find objects of the kind that was made', () => {
    const made = [
      new Lock({ in: region, name: 'lock' }),
      new RLock({ in: region, name: 'rlock' }),
      new RWLock({ in: region, name: 'rw' }),
      new Semaphore(2, { in: region, name: 'semaphore' }),
      new BoundedSemaphore(3, { in: region, name: 'bounded' }),
      new Event({ in: region, name: 'event' }),
      new Condition(undefined, { in: region, name: 'condition' }),
      new Barrier(2, { in: region, name: 'barrier' }),
      new Latch(4, { in: region, name: 'latch' }),
      new AtomicInt32(5, { in: region, name: 'cell' }),
    ];
    const names = [
      'lock',
      'rlock',
      'rw',
      'semaphore',
      'bounded',
      'event',
      'condition',
      'barrier',
      'latch',
      'cell',
    ];
    expect(region.names()).toEqual([...names].reverse());
    for (const [i, object] of made.entries()) {
      const found = region.get(names[i] as string);
      expect(found?.constructor).toBe(object.constructor);
      expect(found?.describe()).toEqual(object.describe());
      expect(found?.handle).toEqual(object.handle);
    }
    (region.get('cell') as AtomicInt32).store(6);
    expect((made.at(-1) as AtomicInt32).load()).toBe(6);
  });

  it('find nothing that has none, or another', () => {
    new Lock({ in: region });
    new Lock({ in: region, name: 'lock' });
    for (const name of ['', 'Lock', 'lock ', 'loc', 5, undefined, null, {}]) {
      expect(region.get(name as string)).toBeUndefined();
    }
    expect(region.names()).toEqual(['lock']);
  });

  it.each(['a', 'ä€𝄞', '\ufeffbom', ' ', '__proto__', '"quoted"\n', 'n'.repeat(255), '\0'])(
    'may be any text: %j',
    (name) => {
      const lock = new Lock({ in: region, name });
      expect(region.names()).toEqual([name]);
      expect(region.get(name)?.handle).toEqual(lock.handle);
      expect(region.inspect().objects[0]?.name).toBe(name);
    },
  );

  it('open what exists, so that everyone may construct alike', async () => {
    const lock = new Lock({ in: region, name: 'jobs' });
    const again = new Lock({ in: region, name: 'jobs' });
    expect(again.handle).toEqual(lock.handle);
    const actor = await world.actor();
    await actor.run('regions', 'acquireByName', region, 'jobs');
    expect(lock.locked()).toBe(true);
    expect(region.names()).toEqual(['jobs']);
  });

  it('are given to one of those that construct at once, all the same object', async () => {
    const actors = await Promise.all([world.actor(), world.actor(), world.actor()]);
    const handles = await Promise.all(
      actors.map((actor) => actor.run('regions', 'constructAll', region, 20)),
    );
    expect(handles[1]).toEqual(handles[0]);
    expect(handles[2]).toEqual(handles[0]);
    // The condition among them has one lock of its own, and no other is left over.
    const kinds = region.inspect().objects.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'RLock')).toHaveLength(20);
    expect(kinds.filter((kind) => kind === 'Condition')).toHaveLength(20);
    expect(kinds).toHaveLength(60);
  });

  it('belong to one kind each', () => {
    new Lock({ in: region, name: 'jobs' });
    expect(() => new RLock({ in: region, name: 'jobs' })).toThrowError(BAD);
    expect(() => new Semaphore(1, { in: region, name: 'jobs' })).toThrowError(BAD);
    expect(() => new Condition(undefined, { in: region, name: 'jobs' })).toThrowError(BAD);
    new Semaphore(1, { in: region, name: 'permits' });
    expect(() => new BoundedSemaphore(1, { in: region, name: 'permits' })).toThrowError(BAD);
    expect(() => new Lock({ in: region, name: 'permits' })).toThrow(/"permits" belongs to a Semaphore/);
    expect(region.inspect().objects).toHaveLength(2);
  });

  it('belong to objects of one size', () => {
    new Barrier(3, { in: region, name: 'barrier' });
    expect(() => new Barrier(2, { in: region, name: 'barrier' })).toThrowError(BAD);
    new BoundedSemaphore(3, { in: region, name: 'bounded' });
    expect(() => new BoundedSemaphore(2, { in: region, name: 'bounded' })).toThrowError(BAD);
    new RWLock({ in: region, name: 'rw', maxReaders: 4 });
    expectThrow(() => new RWLock({ in: region, name: 'rw', maxReaders: 8 }), 'ERR_WEFT_CAPACITY');
    new RWLock({ in: region, name: 'rw', maxReaders: 2 });
    new Condition(undefined, { in: region, name: 'condition', maxWaiters: 4 });
    expectThrow(
      () => new Condition(undefined, { in: region, name: 'condition', maxWaiters: 8 }),
      'ERR_WEFT_CAPACITY',
    );
  });

  it('open semaphores and latches with what they have by now', () => {
    new Semaphore(3, { in: region, name: 'permits' }).acquireSync();
    expect(new Semaphore(5, { in: region, name: 'permits' }).value()).toBe(2);
    new Latch(3, { in: region, name: 'latch' }).countDown();
    expect(new Latch(9, { in: region, name: 'latch' }).count()).toBe(2);
    new AtomicInt32(3, { in: region, name: 'cell' });
    expect(new AtomicInt32(9, { in: region, name: 'cell' }).load()).toBe(3);
  });

  it('may be given to objects in private buffers, for messages alone', () => {
    const lock = new Lock({ name: 'mine' });
    new Lock({ name: 'mine' }).acquireSync();
    expect(lock.locked()).toBe(false);
    expect(region.get('mine')).toBeUndefined();
  });

  it('can be taken away: the object stays, and the name is free', () => {
    const [first, second, third] = ['first', 'second', 'third'].map(
      (name, i) => new AtomicInt32(i, { in: region, name }),
    ) as [AtomicInt32, AtomicInt32, AtomicInt32];
    expect(region.unname('second')).toBe(true);
    expect(region.names()).toEqual(['third', 'first']);
    expect(region.get('second')).toBeUndefined();
    expect(second.load()).toBe(1);
    expect(region.unname('second')).toBe(false);

    const next = new AtomicInt32(7, { in: region, name: 'second' });
    next.add(1);
    expect([first, second, third, next].map((cell) => cell.load())).toEqual([0, 1, 2, 8]);
    for (const name of ['third', 'first', 'second']) expect(region.unname(name)).toBe(true);
    expect(region.names()).toEqual([]);
  });
});

describe('names that are taken away', () => {
  it('are free, and their objects live on', () => {
    const locks = ['a', 'b', 'c'].map((name) => new Lock({ in: region, name }));
    expect(region.unname('b')).toBe(true);
    expect(region.unname('b')).toBe(false);
    expect(region.names()).toEqual(['c', 'a']);
    expect(region.get('b')).toBe(undefined);
    using held = locks[1]?.acquireSync();
    expect(held).toBeDefined();
    expect(new Lock({ in: region, name: 'b' }).locked()).toBe(false);
    for (const name of region.names()) expect(region.unname(name)).toBe(true);
    expect(region.names()).toEqual([]);
  });
});

describe('conditions', () => {
  it('are found with their lock', () => {
    const lock = new Lock({ in: region, name: 'lock' });
    const condition = new Condition(lock, { in: region, name: 'condition' });
    const found = region.get('condition') as Condition;
    found.acquireSync();
    expect(lock.locked()).toBe(true);
    condition.notify();
    condition.release();
    expect(new Condition(undefined, { in: region, name: 'condition' }).describe()).toEqual(
      condition.describe(),
    );
    expect(new Condition(lock, { in: region, name: 'condition' }).describe()).toEqual(condition.describe());
  });

  it('keep their lock', () => {
    new Condition(new Lock({ in: region }), { in: region, name: 'condition' });
    expect(() => new Condition(new Lock({ in: region }), { in: region, name: 'condition' })).toThrowError(
      BAD,
    );
  });
});

describe('room', () => {
  it('is told to be used up, and nothing is left half made', () => {
    const small = Region.create({ bytes: 64 });
    new Lock({ in: small, name: 'a' });
    const before = small.inspect();
    for (const make of [
      () => new RWLock({ in: small, name: 'b' }),
      () => new Condition(undefined, { in: small, name: 'b' }),
      () => small.allocate(64),
    ]) {
      expectThrow(make, 'ERR_WEFT_CAPACITY');
      expect(small.inspect()).toEqual(before);
      expect(small.names()).toEqual(['a']);
    }
    new Lock({ in: small });
    expectThrow(() => new Lock({ in: small }), 'ERR_WEFT_CAPACITY');
    // What has a name can be opened although nothing new has room.
    new Lock({ in: small, name: 'a' });
    small.close();
  });

  it('is not taken by the lock of a condition that has none', () => {
    const small = Region.create({ bytes: 256 });
    const before = small.inspect();
    expectThrow(() => new Condition(undefined, { in: small }), 'ERR_WEFT_CAPACITY');
    expect(small.inspect()).toEqual(before);
    small.close();
  });

  it('opens a condition that is there in a full region', () => {
    const small = Region.create({ bytes: 256 });
    new Condition(undefined, { in: small, name: 'condition', maxWaiters: 1 });
    while (small.inspect().heap.largestFree >= 32) new Lock({ in: small });
    expect(new Condition(undefined, { in: small, name: 'condition', maxWaiters: 1 }).waiting()).toBe(0);
    small.close();
  });

  it.each([1, 4, 8, 15, 16, 24])('may be as little as %i bytes', (bytes) => {
    const tiny = Region.create({ bytes });
    expect(tiny.names()).toEqual([]);
    expect(tiny.inspect().objects).toEqual([]);
    expect(tiny.inspect().heap.used).toBe(0);
    expectThrow(() => new Lock({ in: tiny }), 'ERR_WEFT_CAPACITY');
    expectThrow(() => tiny.allocate(17), 'ERR_WEFT_CAPACITY');
    tiny.close();
  });

  it('is at most 64 bytes for a lock', () => {
    const before = region.inspect().heap.used;
    new Lock({ in: region });
    expect(region.inspect().heap.used - before).toBeLessThanOrEqual(64);
  });

  it('is told when there is not as much as asked for', () => {
    // More than any engine gives in one piece may be refused, but not otherwise than so.
    try {
      Region.create({ bytes: 2 ** 31 - 1, maxParticipants: 4096 }).close();
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_WEFT_CAPACITY' });
    }
  });
});
