/** What gevent's suites check about tasks (greenlets there); each test names its row. For both kinds of bodies. */
import {
  AsyncResult,
  Channel,
  currentTask,
  Event,
  Group,
  idle,
  joinAll,
  killAll,
  Queue,
  sleep,
  spawn,
  spawnLater,
  type Task,
  TaskExit,
  wait,
} from '@weft/coroutines';
import { describe, expect, it } from 'vitest';
import { Expected, unobserved } from '../support/errors.js';
import { kinds } from '../support/kinds.js';

const forever = () => new Event().wait();

describe.each(kinds)('tasks of $name', ({ of, known }) => {
  const returning = of(function* (value: string) {
    yield* sleep(1);
    return value;
  });
  const failing = of(function* (error: unknown) {
    yield* sleep(1);
    throw error;
  });
  const waiting = of(function* () {
    yield* forever();
    return 'never';
  });

  describe('TestLink, TestUnlink', () => {
    it('test_link_to_asyncresult: also when linked later', async () => {
      const task = spawn(returning, 'value');
      const [before, after] = [new AsyncResult(), new AsyncResult()];
      task.link((ended) => before.follow(ended));
      expect(await before.get()).toBe('value');
      task.link((ended) => after.follow(ended));
      expect(await after.get()).toBe('value');
      const failed = new AsyncResult();
      spawn(failing, new Expected()).link((ended) => failed.follow(ended));
      await expect(failed.get()).rejects.toThrow(Expected);
    });

    it('test_link_to_queue: delivers the task', async () => {
      const queue = new Queue<unknown>();
      const task = spawn(returning, 'value').link((ended) => void queue.put(ended));
      expect(await queue.get()).toBe(task);
    });

    it('test_link_to_channel: 3 tasks into one channel', async () => {
      const channel = new Channel<unknown>();
      const tasks = ['a', 'b', 'c'].map((name) =>
        spawn(returning, name).link((ended) => void channel.put(ended)),
      );
      const got = [await channel.get(), await channel.get(), await channel.get()];
      expect(new Set(got)).toEqual(new Set(tasks));
    });

    it('test_func_link, test_func_link_value, test_func_link_exception: the count goes up and down', async () => {
      const task = spawn(waiting);
      const callback = () => undefined;
      for (const link of ['link', 'linkValue', 'linkException'] as const) {
        task[link](callback);
        expect(task.linkCount).toBe(1);
        task.unlink(callback).unlink(callback);
        expect(task.linkCount).toBe(0);
      }
      await task.kill();
    });
  });

  describe('TestReturn_link, TestRaise_link', () => {
    const linked = (task: Task<unknown>, seen: string[]) =>
      task
        .link(() => seen.push('any'))
        .linkValue(() => seen.push('value'))
        .linkException(() => seen.push('error'));

    it('test_return: value links fire, error links stay silent, before and after the end', async () => {
      const seen: string[] = [];
      const task = linked(spawn(returning, 'value'), seen);
      await task.join();
      await idle();
      linked(task, seen);
      await idle();
      expect(seen).toEqual(['any', 'value', 'any', 'value']);
    });

    it('test_raise: error links fire, value links stay silent', async () => {
      const seen: string[] = [];
      const task = linked(spawn(failing, new Expected()), seen);
      await task.join();
      await idle();
      linked(task, seen);
      await idle();
      expect(seen).toEqual(['any', 'error', 'any', 'error']);
    });

    it('tells of a link that throws, and goes on with the others', async () => {
      using told = unobserved();
      const seen: string[] = [];
      const task = spawn(returning, 'value');
      task.link(() => {
        throw new Expected();
      });
      task.link(() => seen.push('next'));
      await task.join();
      await idle();
      expect(seen).toEqual(['next']);
      expect(told.reports.map(({ error }) => error)).toEqual([expect.any(Expected)]);
      expect(() => task.link(5 as never)).toThrow('callback must be a function');
    });
  });

  describe('TestStuff, TestBasic', () => {
    it('test_minimal_id: small ids', () => {
      const [one, other] = [spawn(returning, ''), spawn(returning, '')];
      expect(other.id).toBe(one.id + 1);
    });

    it('test_wait_noerrors: joinAll collects 3 values', async () => {
      const tasks = ['a', 'b', 'c'].map((value) => spawn(returning, value));
      expect(await joinAll(tasks, { raiseError: true })).toEqual(tasks);
      expect(tasks.map(({ value }) => value)).toEqual(['a', 'b', 'c']);
    });

    it('test_wait_error: joinAll raises the first error at once', async () => {
      const error = new Expected();
      const tasks = [spawn(waiting), spawn(failing, error)];
      await expect(joinAll(tasks, { raiseError: true })).rejects.toBe(error);
      await killAll(tasks);
    });

    it('joinAll with a count, and with a timeout, gives those that have ended', async () => {
      const tasks = [spawn(waiting), spawn(returning, 'value')];
      expect(await joinAll(tasks, { count: 1 })).toEqual([tasks[1]]);
      expect(await joinAll(tasks, { timeout: 5 })).toEqual([tasks[1]]);
      expect(await joinAll([])).toEqual([]);
      await killAll(tasks);
    });

    it('test_multiple_listeners_error_unlink_*: one that throws does not keep the rest', async () => {
      using told = unobserved();
      const task = spawn(returning, 'value');
      const results = [new AsyncResult(), new AsyncResult()];
      const [first, last] = results as [AsyncResult, AsyncResult];
      task.link((ended) => first.follow(ended));
      task.link(() => {
        throw new Expected();
      });
      task.link((ended) => last.follow(ended));
      expect([await first.get(), await last.get()]).toEqual(['value', 'value']);
      expect(told.reports).toHaveLength(1);
    });

    it('test_spawn_non_callable', () => {
      for (const wrong of [undefined, null, 5, {}])
        expect(() => spawn(wrong as never)).toThrow('fn must be a function');
      expect(() => spawnLater(-1, () => 5)).toThrow('ms must be a number');
    });

    it('test_simple_exit, test_exc_info_no_error: states before, during and after', async () => {
      const go = new Event();
      const task = spawn(
        of(function* () {
          yield* go.wait();
          return 'value';
        }),
      );
      const facts = () => [task.state, task.ready(), task.successful(), task.value, task.error];
      expect(facts()).toEqual(['new', false, false, undefined, undefined]);
      await idle();
      expect(facts()).toEqual(['active', false, false, undefined, undefined]);
      go.set();
      await task.join();
      expect(facts()).toEqual(['ended', true, true, 'value', undefined]);
    });

    it('an error is kept, and thrown by get', async () => {
      const error = new Expected();
      const task = spawn(failing, error);
      await expect(task.get()).rejects.toBe(error);
      expect([task.ready(), task.successful(), task.value, task.error]).toEqual([
        true,
        false,
        undefined,
        error,
      ]);
      expect(await task.join()).toBe(true);
    });

    it('join and get are bounded', async () => {
      const task = spawn(waiting);
      expect(await task.join({ timeout: 0 })).toBe(false);
      expect(await task.join({ timeout: 5 })).toBe(false);
      await expect(task.get({ timeout: 5 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      await expect(task.get({ signal: AbortSignal.abort(new Expected()) })).rejects.toThrow(Expected);
      expect(() => task.get({ timeout: -1 })).toThrow('timeout must be a number');
      await task.kill();
    });

    it('a task cannot wait for itself', known, async () => {
      const task: Task<unknown> = spawn(
        of(function* (): Generator<unknown, unknown, unknown> {
          yield* sleep(0);
          return yield* task.get();
        }),
      );
      await expect(task.get()).rejects.toMatchObject({ code: 'ERR_WEFT_TASK' });
    });

    it('TestStr: it has the name of its function', () => {
      expect(String(spawn(function named() {}))).toBe('task "named"');
      expect(String(spawn(() => undefined))).toBe('task "anonymous"');
    });
  });

  describe('TestKill, TestKillallRawGreenlet, TestRef', () => {
    it('test_block, test_block_killall, test_non_block_killal: before its start it never runs, links fire', async () => {
      let ran = 0;
      const body = of(function* () {
        ran += 1;
        yield* sleep(0);
      });
      const seen: unknown[] = [];
      const tasks = [spawn(body), spawn(body), spawn(body)];
      for (const task of tasks) task.link((ended) => seen.push(ended));
      expect(await killAll(tasks)).toHaveLength(3);
      expect(await tasks[0]?.kill()).toBe(true);
      await idle();
      expect(ran).toBe(0);
      expect(new Set(seen)).toEqual(new Set(tasks));
      expect(tasks.every((task) => task.error instanceof TaskExit)).toBe(true);
    });

    it('test_non_type_exception, test_non_exc_exception, their killall and non-blocking forms', async () => {
      for (const reason of [new Expected(), 42, null, 'text']) {
        const tasks = [spawn(waiting), spawn(waiting)];
        await idle();
        void killAll(tasks, reason);
        await joinAll(tasks);
        for (const task of tasks) {
          expect(task.successful()).toBe(false);
          expect(task.error).toBe(reason ?? task.error);
        }
      }
    });

    it('test_kill_started: while sleeping, with its finally blocks, which may wait', async () => {
      const seen: string[] = [];
      const task = spawn(
        of(function* () {
          try {
            yield* sleep(1e6);
          } finally {
            seen.push('finally');
            yield* sleep(1);
            seen.push('cleaned up');
          }
        }),
      );
      await idle();
      await task.kill();
      expect(seen).toEqual(['finally', 'cleaned up']);
      expect(task.error).toBeInstanceOf(TaskExit);
    });

    it('test_kill_scheduled: when it could go on already, it does not', known, async () => {
      const event = new Event();
      let wentOn = false;
      const task = spawn(
        of(function* () {
          yield* sleep(0);
          yield* event.wait();
          yield* sleep(0);
          wentOn = true;
        }),
      );
      await idle();
      event.set();
      await task.kill();
      await idle();
      expect(wentOn).toBe(false);
    });

    it('an error can be caught, and the task goes on and succeeds', async () => {
      const task = spawn(
        of(function* () {
          try {
            yield* forever();
          } catch (error) {
            return error;
          }
          return undefined;
        }),
      );
      await idle();
      const error = new Expected();
      await task.kill(error);
      expect(await task.get()).toBe(error);
    });

    it('a task may kill itself', async () => {
      let wentOn = false;
      const task = spawn(
        of(function* () {
          yield* (currentTask() as Task).kill();
          wentOn = true;
        }),
      );
      await task.join();
      expect([task.error, wentOn]).toEqual([expect.any(TaskExit), false]);
    });

    it('is killed by a signal, and leaves no listener', async () => {
      const controller = new AbortController();
      const task = spawn(waiting).killOn(controller.signal);
      await idle();
      controller.abort(new Expected());
      await task.join();
      expect(task.error).toBeInstanceOf(Expected);
      const dead = spawn(waiting).killOn(controller.signal);
      expect(dead.ready()).toBe(true);
    });
  });

  describe('TestContextManager', () => {
    it('test_simple: the end of a scope joins', async () => {
      const seen: string[] = [];
      await Group.scope(
        of(function* (group: Group) {
          group.spawn(
            of(function* () {
              yield* sleep(2);
              seen.push('member');
            }),
          );
          yield* sleep(0);
          seen.push('body');
        }),
      );
      expect(seen).toEqual(['body', 'member']);
    });

    it('test_wait_in_suite: get inside', async () => {
      const value = Group.scope(
        of(function* (group: Group) {
          return yield* group.spawn(returning, 'value').get();
        }),
      );
      expect(await value).toBe('value');
    });

    it('test_greenlet_raises: with raiseError false the error stays in the task', async () => {
      using told = unobserved();
      await Group.scope(
        (group) => {
          group.spawn(failing, new Expected());
        },
        { raiseError: false },
      );
      await idle();
      expect(told.reports).toHaveLength(1);
    });

    it('a member that fails ends the scope, and the others with its error', async () => {
      const error = new Expected();
      let other: Task<unknown> | undefined;
      const scope = Group.scope(
        of(function* (group: Group) {
          other = group.spawn(waiting);
          group.spawn(failing, error);
          yield* forever();
        }),
      );
      await expect(scope).rejects.toBe(error);
      expect(other?.error).toBe(error);
    });

    it('test_suite_body_raises: an error of the body kills the members with it', async () => {
      const error = new Expected();
      let member: Task<unknown> | undefined;
      const scope = Group.scope(
        of(function* (group: Group) {
          member = group.spawn(waiting);
          yield* sleep(1);
          throw error;
        }),
      );
      await expect(scope).rejects.toBe(error);
      expect(member?.error).toBe(error);
    });

    it('await using kills what still runs, and waits for its end', async () => {
      let ended = false;
      const body = of(function* () {
        try {
          yield* forever();
        } finally {
          yield* sleep(1);
          ended = true;
        }
      });
      {
        await using task = spawn(body);
        await idle();
        expect(task.ready()).toBe(false);
      }
      expect(ended).toBe(true);
    });
  });

  describe('Test (groups)', () => {
    it('test_basic, test_waitall: the size follows the ends, join waits for all', async () => {
      const group = new Group();
      const go = new Event();
      const body = of(function* () {
        yield* go.wait();
      });
      const task = group.spawn(body);
      group.spawn(body);
      expect([group.length, group.has(task), [...group].length]).toEqual([2, true, 2]);
      expect(await group.join({ timeout: 1 })).toBe(false);
      go.set();
      expect(await group.join()).toBe(true);
      expect([group.length, group.has(task)]).toEqual([0, false]);
    });

    it('test_kill_block: killing empties it', async () => {
      const group = new Group();
      group.spawn(waiting);
      await idle();
      group.spawn(waiting);
      expect(await group.kill()).toBe(true);
      expect(group.length).toBe(0);
    });

    it('test_killall_subclass: with a failing member', async () => {
      using told = unobserved();
      const group = new Group();
      const error = new Expected();
      group.spawn(
        of(function* () {
          try {
            yield* forever();
          } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: that is what is tested
            throw error;
          }
        }),
      );
      group.spawn(waiting);
      await idle();
      expect(await group.kill()).toBe(true);
      await idle();
      expect(told.reports.map((report) => report.error)).toEqual([error]);
    });

    it('test_killall_iterable_argument_non_block: any iterable', async () => {
      const tasks = new Set([spawn(waiting), spawn(waiting)]);
      await idle();
      void killAll(tasks.values());
      expect(await joinAll(tasks)).toHaveLength(2);
    });

    it('kills those as well that are added meanwhile, and discards', async () => {
      const group = new Group();
      group.spawn(
        of(function* () {
          try {
            yield* forever();
          } finally {
            group.spawn(waiting);
          }
        }),
      );
      await idle();
      expect(await group.kill()).toBe(true);
      const task = spawn(waiting);
      group.add(task);
      expect(group.discard(task)).toBe(true);
      expect(group.discard(task)).toBe(false);
      expect(await group.join()).toBe(true);
      expect(task.ready()).toBe(false);
      await task.kill();
    });
  });

  describe('TestTimers', () => {
    it('test_timer_fired: spawnLater begins later, or never', async () => {
      const task = spawnLater(2, returning, 'late');
      expect(await task.join({ timeout: 0 })).toBe(false);
      expect(await task.get()).toBe('late');
      const never = spawnLater(1e9, returning, 'never');
      await never.kill();
      expect(never.error).toBeInstanceOf(TaskExit);
    });
  });

  it('TestBasic test_wait: waits for tasks, events and promises alike', async () => {
    const event = new Event();
    const task = spawn(waiting);
    const promise = Promise.resolve(1);
    event.set();
    expect(new Set(await wait([task, event, promise], { count: 2 }))).toEqual(new Set([event, promise]));
    expect(await wait([task], { timeout: 1 })).toEqual([]);
    await task.kill();
  });
});
