import { Lock } from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from './support/until.js';
import { threadWorld, type World } from './support/world.js';

describe('Lock', () => {
  let world: World;
  beforeEach(() => {
    world = threadWorld();
  });
  afterEach(() => world.close());

  it('acquires and releases', () => {
    const lock = new Lock();
    using guard = lock.acquireSync();
    expect(lock.locked()).toBe(true);
    guard.release();
    expect(lock.locked()).toBe(false);
  });

  it('blocks another thread until released', async () => {
    const lock = new Lock({ name: 'jobs' });
    const guard = lock.acquireSync();
    const other = await world.actor();
    const acquired = other.call(lock, 'acquireSync');
    await until(() => lock.describe().waiters === true);
    guard.release();
    const remote = await acquired;
    expect(lock.locked()).toBe(true);
    await remote.release();
    expect(lock.locked()).toBe(false);
  });

  it('is abandoned when its owner is killed', async () => {
    const lock = new Lock();
    const other = await world.actor();
    await other.call(lock, 'acquireSync');
    await other.kill();
    expect(() => lock.acquireSync()).toThrowError(expect.objectContaining({ code: 'ERR_WEFT_OWNER_DIED' }));
    lock.recover().release();
    expect(lock.locked()).toBe(false);
  });

  it('reports a deadlock', async () => {
    const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
    const [one, two] = [await world.actor('one'), await world.actor('two')];
    await one.call(a, 'acquireSync');
    const heldByTwo = await two.call(b, 'acquireSync');
    const first = one.call(b, 'acquireSync');
    await until(() => b.describe().waiters === true);
    const error = await two.call(a, 'acquireSync').catch((e) => e);
    expect(error.message).toMatch(/deadlock/);
    console.log(error.message);
    await heldByTwo.release();
    await first;
  });

  it('awaits', async () => {
    const lock = new Lock();
    const other = await world.actor();
    const guard = await other.call(lock, 'acquireSync');
    const mine = lock.acquire();
    await guard.release();
    (await mine).release();
    expect(lock.locked()).toBe(false);
  });
});
