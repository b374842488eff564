import { setExceptHook, ThreadStateError, Timer, type Unobserved } from '@weft/threads';
import { expect, it } from 'vitest';
import { until } from '../../atomics/dist-test/support/until.js';

it('calls once, with its arguments, in this thread', async () => {
  const calls: unknown[] = [];
  const timer = new Timer(1, (a: number, b: string) => void calls.push([a, b]), [1, 'x']);
  expect(timer.isAlive()).toBe(false);
  expect(timer.start()).toBe(timer);
  expect(timer.isAlive()).toBe(true);
  expect(await timer.join()).toBe(true);
  expect(calls).toEqual([[1, 'x']]);
  expect(timer.isAlive()).toBe(false);
  timer.cancel();
});

it('does not call once it is cancelled: before the start, after it, and twice', async () => {
  const calls: string[] = [];
  const before = new Timer(0, () => void calls.push('before'));
  before.cancel();
  before.start();
  const after = new Timer(5, () => void calls.push('after')).start();
  after.cancel();
  after.cancel();
  expect([before.isAlive(), after.isAlive()]).toEqual([false, false]);
  expect(await before.join()).toBe(true);
  expect(await after.join()).toBe(true);
  await new Timer(20, () => void calls.push('last')).start().join();
  expect(calls).toEqual(['last']);
});

it('starts once, and is joined after the start, with a timeout', async () => {
  const timer = new Timer(10_000, () => {});
  await expect(timer.join()).rejects.toBeInstanceOf(ThreadStateError);
  timer.daemon = true;
  timer.start();
  expect(() => timer.start()).toThrow(ThreadStateError);
  expect(await timer.join({ timeout: 1 })).toBe(false);
  timer.cancel();
});

it('waits for a promise of its function, and reports its error', async () => {
  const unobserved: Unobserved[] = [];
  const hook = setExceptHook((one) => unobserved.push(one));
  try {
    const timer = new Timer(0, async () => {
      throw new Error('late');
    }).start();
    await until(() => unobserved.length > 0);
    expect(await timer.join()).toBe(true);
    expect(unobserved).toMatchObject([{ where: 'timer', error: { message: 'late' } }]);
  } finally {
    setExceptHook(hook);
  }
});

it('does not share its default arguments', async () => {
  const seen: unknown[][] = [];
  const collect = (...args: unknown[]) => {
    args.push('x');
    seen.push(args);
  };
  await Promise.all([1, 2].map(() => new Timer(0, collect).start().join()));
  expect(seen).toEqual([['x'], ['x']]);
});

it('refuses what it cannot do', () => {
  expect(() => new Timer(-1, () => {})).toThrow(/interval/);
  expect(() => new Timer(2 ** 31, () => {})).toThrow(/interval/);
  expect(() => new Timer(1, 5 as never)).toThrow(/function/);
  expect(() => new Timer(1, () => {}, 'x' as never)).toThrow(/args/);
});
