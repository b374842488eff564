/** Many starts and ends, with ends in the middle of everything. */
import { readdirSync } from 'node:fs';
import type { AtomicInt32, Lock } from '@weft/atomics';
import { activeChildren, activeCount, Process, setExceptHook, Thread } from '@weft/threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { processes, type Started, threads } from '../support/kinds.js';

const seed = runSeed('starts');

let hook: ReturnType<typeof setExceptHook>;
beforeEach(() => {
  hook = setExceptHook(() => {});
});
afterEach(() => {
  setExceptHook(hook);
});

/** Descriptors and other things that would be left over. */
function handles(): number {
  const files = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
  return files + process.getActiveResourcesInfo().length;
}

it('a thousand threads are started, a few at a time, and leave nothing behind', async () => {
  // Plain shared memory: with objects of Weft in the arguments each thread would have to load the package.
  const words = new Int32Array(new SharedArrayBuffer(4));
  const target = (words: Int32Array) => Atomics.add(words, 0, 1);
  const rounds = scaled(250);
  await new Thread({ target, args: [words] }).start().join();
  const before = handles();
  for (let round = 0; round < rounds; round += 1) {
    const few = Array.from({ length: 4 }, () => new Thread({ target, args: [words] }).start());
    await Promise.all(few.map((thread) => thread.join()));
  }
  expect(words[0]).toBe(rounds * 4 + 1);
  expect(activeCount()).toBe(1);
  await until(() => handles() <= before + 2, 'what the threads used is given back');
}, 180_000);

it('threads that nobody joins are cleaned up as well', async () => {
  for (let round = 0; round < scaled(50); round += 1) new Thread({ target: () => {} }).start();
  await until(() => activeCount() === 1);
});

it('processes leave nothing behind', async () => {
  const counter = processes.counter();
  const target = (counter: AtomicInt32) => counter.add(1);
  await new Process({ target, args: [counter] }).start().join();
  const before = handles();
  const rounds = scaled(15);
  for (let round = 0; round < rounds; round += 1) {
    const few = Array.from({ length: 3 }, () => new Process({ target, args: [counter] }).start());
    await Promise.all(few.map((child) => child.join()));
    expect(few.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  }
  expect(counter.load()).toBe(rounds * 3 + 1);
  expect(activeChildren()).toEqual([]);
  await until(() => handles() <= before + 2, 'what the processes used is given back');
});

it.each([
  ['threads', threads, 60],
  ['processes', processes, 20],
] as const)(
  '%s are ended at any moment: every join ends, every lock can be recovered',
  async (_, kind, rounds) => {
    const random = new Random(seed);
    const lock = kind.lock();
    const target = (lock: Lock) => {
      for (;;) {
        try {
          lock.acquireSync().release();
        } catch {
          lock.recover().release();
        }
      }
    };
    for (let round = 0; round < scaled(rounds); round += 1) {
      const few: Started[] = Array.from({ length: 3 }, () => kind.make({ target, args: [lock] }).start());
      await new Promise((resolve) => setTimeout(resolve, random.below(60)));
      for (const each of few) {
        const how = each instanceof Process ? random.pick(['terminate', 'kill'] as const) : 'terminate';
        if (each instanceof Process && how === 'kill') each.kill();
        else each.terminate();
      }
      const joined =
        random.below(2) === 0
          ? few.map((each) => each.joinSync())
          : await Promise.all(few.map((each) => each.join()));
      expect(joined).toEqual([true, true, true]);
    }
    const guard = await lock.acquire().catch(() => lock.recover());
    guard.release();
    expect(activeCount()).toBe(1);
  },
  180_000,
);
