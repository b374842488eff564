/** Closing a region: everything of this thread in it ends, and others keep it. */
import {
  AtomicInt32,
  attach,
  Barrier,
  Condition,
  Event,
  Latch,
  Lock,
  Region,
  RLock,
  RWLock,
  Semaphore,
  type SharedObject,
  select,
  share,
} from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorWith, expectReject, expectThrow } from './support/outcome.js';
import { until } from './support/until.js';
import { type Actor, threadWorld, type World } from './support/world.js';

const CLOSED = 'ERR_WEFT_CLOSED';
const OWNER_DIED = 'ERR_WEFT_OWNER_DIED';

let region: Region;
let world: World;
beforeEach(() => {
  world = threadWorld();
  region = Region.create({ bytes: 16 * 1024 });
});
afterEach(async () => {
  await world.close();
  region.close();
});

/** An async method throws, as any property of an ended object does, or rejects. */
async function expectClosed(call: () => unknown): Promise<void> {
  await expect((async () => call())()).rejects.toEqual(errorWith(CLOSED));
}

describe('a region that this thread has closed', () => {
  it('refuses every use', () => {
    region.close();
    expect(region.closed).toBe(true);
    expectThrow(() => region.names(), CLOSED);
    expectThrow(() => region.get('x'), CLOSED);
    expectThrow(() => region.inspect(), CLOSED);
    expectThrow(() => region.allocate(8), CLOSED);
    expectThrow(() => region.free(8), CLOSED);
    expectThrow(() => new Lock({ in: region }), CLOSED);
    expectThrow(() => new Condition(undefined, { in: region }), CLOSED);
  });

  it('may be closed again', () => {
    region.close();
    region.close();
    region[Symbol.dispose]();
    expect(region.closed).toBe(true);
  });

  it('is closed at the end of the scope of `using`', () => {
    let lock: Lock;
    {
      using scoped = Region.create({ bytes: 64 });
      lock = new Lock({ in: scoped });
    }
    expectThrow(() => lock.locked(), CLOSED);
  });

  it('can be opened again by its handle, with all that is in it', () => {
    const lock = new Lock({ in: region, name: 'jobs' });
    lock.acquireSync().release();
    const { handle } = region;
    const objectHandle = lock.handle;
    region.close();
    const again = attach<Region>(handle);
    expect(again).not.toBe(region);
    expect(again.names()).toEqual(['jobs']);
    const found = again.get('jobs') as Lock;
    found.acquireSync();
    expect(attach<Lock>(objectHandle).locked()).toBe(true);
    expectThrow(() => lock.locked(), CLOSED);
    again.close();
  });
});

describe('objects in a region that this thread has closed', () => {
  const makers: readonly [string, (place: { in: Region }) => SharedObject, (object: never) => unknown[]][] = [
    [
      'Lock',
      (place) => new Lock(place),
      (lock: Lock) => [
        () => lock.acquire(),
        () => lock.acquireSync(),
        () => lock.tryAcquire(),
        () => lock.release(),
        () => lock.locked(),
        () => lock.recover(),
        () => lock.run(() => {}),
        () => lock.unref(),
      ],
    ],
    [
      'RLock',
      (place) => new RLock(place),
      (lock: RLock) => [
        () => lock.acquire(),
        () => lock.acquireSync(),
        () => lock.tryAcquire(),
        () => lock.release(),
      ],
    ],
    [
      'RWLock',
      (place) => new RWLock(place),
      (lock: RWLock) => [
        () => lock.acquireRead(),
        () => lock.acquireReadSync(),
        () => lock.tryAcquireWrite(),
        () => lock.acquireWrite(),
        () => lock.readers(),
      ],
    ],
    [
      'Semaphore',
      (place) => new Semaphore(1, place),
      (semaphore: Semaphore) => [
        () => semaphore.acquire(),
        () => semaphore.acquireSync(),
        () => semaphore.release(),
        () => semaphore.value(),
        () => select([semaphore]),
      ],
    ],
    [
      'Event',
      (place) => new Event(place),
      (event: Event) => [() => event.set(), () => event.wait(), () => event.waitSync(), () => event.isSet()],
    ],
    [
      'Condition',
      (place) => new Condition(undefined, place),
      (condition: Condition) => [
        () => condition.acquire(),
        () => condition.wait(),
        () => condition.notifyAll(),
        () => condition.waiting(),
      ],
    ],
    [
      'Barrier',
      (place) => new Barrier(2, place),
      (barrier: Barrier) => [
        () => barrier.wait(),
        () => barrier.waitSync(),
        () => barrier.parties,
        () => barrier.reset(),
      ],
    ],
    [
      'Latch',
      (place) => new Latch(1, place),
      (latch: Latch) => [() => latch.countDown(), () => latch.wait(), () => latch.count()],
    ],
    [
      'AtomicInt32',
      (place) => new AtomicInt32(0, place),
      (cell: AtomicInt32) => [() => cell.load(), () => cell.add(1), () => cell.wait(0), () => cell.notify()],
    ],
  ];

  it.each(makers)('refuse every use: %s', async (_, make, uses) => {
    const object = make({ in: region });
    const found = attach<SharedObject>(share(object));
    region.close();
    for (const view of [object, found]) {
      for (const use of uses(view as never) as (() => unknown)[]) await expectClosed(use);
      await expectClosed(() => view.describe());
      await expectClosed(() => String(view));
    }
  });

  it('reject the waits that this thread has pending', async () => {
    const lock = new Lock({ in: region });
    const rlock = new RLock({ in: region });
    const rwLock = new RWLock({ in: region });
    const semaphore = new Semaphore(0, { in: region });
    const event = new Event({ in: region });
    const condition = new Condition(undefined, { in: region });
    const barrier = new Barrier(2, { in: region });
    const latch = new Latch(1, { in: region });
    const cell = new AtomicInt32(0, { in: region });
    lock.acquireSync();
    rlock.acquireSync();
    rwLock.acquireReadSync();
    condition.acquireSync();
    const pending = [
      lock.acquire(),
      lock.acquire({ timeout: 60_000 }),
      lock.acquire({ signal: new AbortController().signal }),
      rlock.acquire(),
      rwLock.acquireWrite(),
      semaphore.acquire(),
      semaphore.acquire({ count: 3 }),
      event.wait(),
      condition.wait(),
      barrier.wait(),
      latch.wait(),
      cell.wait(0),
    ];
    const outcomes = Promise.allSettled(pending);
    region.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: CLOSED } });
    }
  });

  it('reject a select that this thread has pending', async () => {
    const event = new Event({ in: region });
    const other = new Latch(1);
    const waiting = select([other, event]);
    const outcome = expectReject(waiting, CLOSED);
    region.close();
    await outcome;
  });

  it('leave those elsewhere alone', async () => {
    const other = Region.create({ bytes: 256 });
    const lock = new Lock({ in: other });
    const held = lock.acquireSync();
    const waiting = lock.acquire();
    const mine = new Lock();
    mine.acquireSync();
    region.close();
    held.release();
    (await waiting).release();
    mine.release();
    other.close();
  });

  it('are released by no guard any more, and guards can be disposed of', () => {
    const lock = new Lock({ in: region, name: 'lock' });
    const rlock = new RLock({ in: region, name: 'rlock' });
    const rwLock = new RWLock({ in: region, name: 'rw-lock' });
    const semaphore = new Semaphore(1, { in: region, name: 'semaphore' });
    const guards = [
      lock.acquireSync(),
      rlock.acquireSync(),
      rwLock.acquireWriteSync(),
      semaphore.acquireSync(),
    ];
    const { handle } = region;
    region.close();
    for (const guard of guards) guard.release();
    for (const guard of guards) guard[Symbol.dispose]();
    // Nobody has looked since: it was for the guards to know that they hold nothing.
    const again = attach<Region>(handle);
    expectThrow(() => (again.get('lock') as Lock).acquireSync(), OWNER_DIED);
    expectThrow(() => (again.get('rlock') as RLock).acquireSync(), OWNER_DIED);
    expectThrow(() => (again.get('rw-lock') as RWLock).acquireReadSync(), OWNER_DIED);
    expect((again.get('semaphore') as Semaphore).value()).toBe(0);
    again.close();
  });

  it('are not released by a guard in the place of who came after', async () => {
    const lock = new RWLock({ in: region, maxReaders: 1 });
    const { handle } = lock;
    const stale = lock.acquireReadSync();
    const actor = await world.actor('reader');
    region.close();
    const again = attach<RWLock>(handle);
    // The table has room for one reader, so this one takes over the place of who has left.
    await actor.call(again, 'acquireReadSync');
    stale.release();
    expect(again.describe()).toMatchObject({ readers: ['reader'] });
    expect(again.tryAcquireWrite()).toBeUndefined();
  });
});

describe('others', () => {
  let actor: Actor;
  beforeEach(async () => {
    actor = await world.actor('other');
  });

  it('keep the region, and find what this thread held abandoned', async () => {
    const lock = new Lock({ in: region, name: 'jobs' });
    await actor.call(lock, 'tryAcquire').then((guard) => (guard as { release(): Promise<void> }).release());
    const { handle } = region;
    const event = new Event({ in: region, name: 'go on' });
    const waiting = actor.call(event, 'waitSync');
    await until(() => event.describe().waiters === true);
    lock.acquireSync();
    region.close();
    const again = attach<Region>(handle);
    // A thread that opens the region again is somebody new in it, and inherits nothing.
    expectThrow(() => (again.get('jobs') as Lock).acquireSync(), OWNER_DIED);
    expect(
      again
        .inspect()
        .participants.map(({ name }) => name)
        .sort(),
    ).toEqual(['main', 'other']);
    // The other one is blocked in the wait, so a third one ends it.
    const third = await world.actor('third');
    await third.run('regions', 'setEvents', again);
    expect(await waiting).toBe(true);
    again.close();
  });

  it('are told while they are blocked', async () => {
    const lock = new Lock({ in: region });
    lock.acquireSync();
    const waits = [actor.call(lock, 'acquireSync')];
    await until(() => lock.describe().waiters === true);
    region.close();
    await expectReject(waits[0] as Promise<unknown>, OWNER_DIED);
  });
});
