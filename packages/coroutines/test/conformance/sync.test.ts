/** What gevent's suites check about events, results, semaphores and iwait; each test names its row. */
import {
  AsyncResult,
  BoundedSemaphore,
  Event,
  idle,
  iwait,
  killAll,
  Semaphore,
  SemaphoreOverflowError,
  sleep,
  spawn,
  type Task,
} from '@weft/coroutines';
import { describe, expect, it } from 'vitest';
import { Expected } from '../support/errors.js';
import { kinds } from '../support/kinds.js';

describe.each(kinds)('waits of $name', ({ of }) => {
  describe('TestEventBasics', () => {
    it('releases all who wait, also if it is cleared at once', async () => {
      const event = new Event();
      const tasks = [1, 2, 3].map(() =>
        spawn(
          of(function* () {
            return yield* event.wait();
          }),
        ),
      );
      await idle();
      event.set();
      event.clear();
      expect(await Promise.all(tasks.map((task) => task.get()))).toEqual([true, true, true]);
      expect([event.isSet(), await event.wait({ timeout: 0 })]).toEqual([false, false]);
    });

    it('test_wait_while_notifying: one that comes meanwhile runs last, in the same turn', async () => {
      const event = new Event();
      const seen: string[] = [];
      const body = of(function* (name: string) {
        yield* event.wait();
        seen.push(name);
        // Detached: it would end with the task that has spawned it.
        if (name === 'first') spawn(body, 'late').detach();
      });
      for (const name of ['first', 'second', 'third']) spawn(body, name);
      await idle();
      event.set();
      await idle();
      expect(seen).toEqual(['first', 'second', 'third', 'late']);
    });
  });

  describe('TestAsyncResult, TestAsyncResultAsLinkTarget', () => {
    it('test_set, test_link: the first outcome counts; links are called once, unlinking what is not there is fine', async () => {
      const result = new AsyncResult<string>();
      const seen: unknown[] = [];
      const callback = () => seen.push('removed');
      expect(() => result.link(5 as never)).toThrow('callback must be a function');
      result
        .link(callback)
        .link((ready) => seen.push(ready.value))
        .unlink(callback)
        .unlink(callback);
      const task = spawn(
        of(function* () {
          return yield* result.get();
        }),
      );
      await idle();
      expect([result.set('value'), result.set('other'), result.setError(1)]).toEqual([true, false, false]);
      expect([await task.get(), result.value, result.successful(), result.error]).toEqual([
        'value',
        'value',
        true,
        undefined,
      ]);
      await idle();
      expect(seen).toEqual(['value']);
    });

    it('test_set_exc, test_set_exception: waiters get the error', async () => {
      const result = new AsyncResult<string>();
      const error = new Expected();
      const waits = [result.get(), result.get()];
      result.setError(error);
      for (const wait of waits) await expect(wait).rejects.toBe(error);
      await expect(result.get()).rejects.toBe(error);
      expect([await result.wait(), result.ready(), result.successful(), result.error]).toEqual([
        true,
        true,
        false,
        error,
      ]);
    });

    it('test_set_with_timeout, test_nonblocking_get: bounded', async () => {
      const result = new AsyncResult<string>();
      expect(await result.wait({ timeout: 1 })).toBe(false);
      await expect(result.get({ timeout: 0 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
    });
  });

  describe('TestSemaphore', () => {
    it('so many at once, in the order of their coming', async () => {
      const semaphore = new Semaphore(2);
      let [now, most] = [0, 0];
      const order: number[] = [];
      const body = of(function* (i: number) {
        using _permit = yield* semaphore.acquire();
        order.push(i);
        now += 1;
        most = Math.max(most, now);
        yield* sleep(1);
        now -= 1;
      });
      const tasks = [1, 2, 3, 4, 5].map((i) => spawn(body, i));
      await Promise.all(tasks.map((task) => task.get()));
      expect([most, order, semaphore.value, semaphore.locked()]).toEqual([2, [1, 2, 3, 4, 5], 2, false]);
    });

    it('test_release_twice: each release wakes one', async () => {
      const semaphore = new Semaphore(0);
      const seen: number[] = [];
      for (const i of [1, 2]) void semaphore.acquire().then(() => seen.push(i));
      semaphore.release();
      await idle();
      expect(seen).toEqual([1]);
      semaphore.release();
      await idle();
      expect(seen).toEqual([1, 2]);
    });

    it('test_rawlink_on_unacquired_runs_notifiers: waiting for a free one returns at once and takes nothing', async () => {
      const semaphore = new Semaphore(1);
      expect([await semaphore.wait(), semaphore.value]).toEqual([true, 1]);
      const permit = semaphore.tryAcquire();
      const wait = semaphore.wait();
      permit?.release();
      permit?.release();
      expect([await wait, semaphore.value]).toEqual([true, 1]);
    });

    it('test_acquire_returns_false_after_timeout: it throws here, and takes nothing', async () => {
      const semaphore = new Semaphore(0);
      await expect(semaphore.acquire({ timeout: 1 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      expect(semaphore.tryAcquire()).toBeUndefined();
      semaphore.release();
      expect(semaphore.value).toBe(1);
    });

    it('who wants many is not overtaken, and who gives up lets the next ones in', async () => {
      const semaphore = new Semaphore(1);
      const many = semaphore.acquire({ count: 3, timeout: 5 });
      const one = semaphore.acquire();
      semaphore.release();
      expect(semaphore.tryAcquire()).toBeUndefined();
      await expect(many).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      (await one).release();
      expect(semaphore.value).toBe(2);
    });

    it('run releases in every case', async () => {
      const semaphore = new Semaphore(1);
      expect(await semaphore.run(() => semaphore.value)).toBe(0);
      await expect(semaphore.run(() => Promise.reject(new Expected()))).rejects.toThrow(Expected);
      expect(semaphore.value).toBe(1);
    });

    it('a permit of a task that is killed before it gets to run is given back', async () => {
      const semaphore = new Semaphore(0);
      const task = spawn(function* () {
        yield* semaphore.acquire();
      });
      await idle();
      semaphore.release();
      await task.kill();
      expect(semaphore.value).toBe(1);
    });

    it('a bounded one notices a release too many', () => {
      const semaphore = new BoundedSemaphore(1);
      expect(() => semaphore.release()).toThrow(SemaphoreOverflowError);
      expect(() => semaphore.acquire({ count: 2 })).toThrow('never be more than 1');
      expect(() => new BoundedSemaphore(-1)).toThrow('value must be an integer');
      expect(semaphore.value).toBe(1);
    });
  });

  describe('Testiwait', () => {
    const sleeping = of(function* (turns: number) {
      for (let i = 0; i < turns; i += 1) yield* sleep(1);
      return turns;
    });

    it('in the order in which they become ready', async () => {
      const events = [1, 2, 3].map(() => new Event());
      const tasks = events.map((event, i) =>
        spawn(
          of(function* () {
            yield* event.wait();
            return i;
          }),
        ),
      );
      await idle();
      const seen: unknown[] = [];
      events[2]?.set();
      for await (const task of iwait(tasks)) {
        seen.push(task.value);
        events[(task.value as number) - 1]?.set();
      }
      expect(seen).toEqual([2, 1, 0]);
    });

    it('test_noiter: the first ready object, in a generator too', async () => {
      const [slow, fast] = [new Semaphore(0), new Semaphore(1)];
      const task = spawn(
        of(function* () {
          const ready = iwait([slow, fast], { count: 1 });
          const { value } = yield* ready.next();
          return [value, (yield* ready.next()).done];
        }),
      );
      expect(await task.get()).toEqual([fast, true]);
      expect(fast.value).toBe(1);
    });

    it('test_iwait_partial: leaving early is fine', async () => {
      const tasks = [spawn(sleeping, 1), spawn(sleeping, 1e6)];
      let first: Task<unknown> | undefined;
      for await (const task of iwait(tasks)) {
        first = task;
        break;
      }
      expect(first).toBe(tasks[0]);
      await killAll(tasks);
    });

    it('is bounded as a whole, and takes anything to wait for', async () => {
      const ready = iwait([new Event(), Promise.resolve(5)], { timeout: 5 });
      expect(await ready.next()).toMatchObject({ done: false });
      await expect(ready.next()).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      expect(() => iwait([5 as never])).toThrow('what to wait for must be');
    });
  });
});
