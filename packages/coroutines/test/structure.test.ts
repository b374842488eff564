/** What belongs to whom: tasks to the tasks that spawn them, waits to the tasks that make them. */
import {
  currentTask,
  Event,
  Group,
  idle,
  Queue,
  sleep,
  spawn,
  type Task,
  TaskExit,
  Timeout,
  until,
  type Wait,
} from '@weft/coroutines';
import { describe, expect, it } from 'vitest';
import { Expected, unobserved } from './support/errors.js';
import { kinds } from './support/kinds.js';
import { needs } from './support/runtime.js';

for (const { name, known, of } of kinds)
  describe(`structure, with ${name}`, known, () => {
    const waiting = of(function* () {
      yield* new Event().wait();
    });

    it.each([
      ['returns', undefined],
      ['fails', new Expected()],
    ])('a parent that %s ends its children, and is over after them', async (_how, error) => {
      using _told = unobserved();
      const seen: string[] = [];
      let child: Task<void> | undefined;
      const parent = spawn(
        of(function* () {
          child = spawn(
            of(function* () {
              try {
                yield* new Event().wait();
              } finally {
                yield* sleep(1);
                seen.push('the child has cleaned up');
              }
            }),
          );
          yield* sleep(1);
          seen.push('the parent is done');
          if (error !== undefined) throw error;
        }),
      );
      await parent.join();
      expect(seen).toEqual(['the parent is done', 'the child has cleaned up']);
      expect(child?.error).toBeInstanceOf(TaskExit);
      expect(parent.error).toBe(error);
    });

    it('a parent that is killed ends children and grandchildren', async () => {
      const family: Task<unknown>[] = [];
      const parent = spawn(
        of(function* () {
          family.push(
            spawn(
              of(function* () {
                family.push(spawn(waiting));
                yield* new Event().wait();
              }),
            ),
          );
          yield* new Event().wait();
        }),
      );
      await idle();
      await parent.kill();
      expect(family.map((task) => task.ready())).toEqual([true, true]);
    });

    it('a detached task goes on, and a child that has ended is forgotten', async () => {
      let child: Task<void> | undefined;
      await spawn(
        of(function* () {
          child = spawn(waiting).detach();
          yield* spawn(() => 5).join();
        }),
      ).join();
      expect(child?.ready()).toBe(false);
      await child?.kill();
    });

    it('a wait that a task has left behind ends with it, and takes nothing', async () => {
      const queue = new Queue<string>();
      let left: PromiseLike<string> | undefined;
      await spawn(
        of(function* () {
          left = queue.get();
          yield* sleep(0);
        }),
      ).join();
      queue.putNowait('item');
      expect(queue.getNowait()).toBe('item');
      await expect(left).rejects.toBeInstanceOf(TaskExit);
    });

    it('a wait that two look at is over for both when the one is killed that has made it', async () => {
      const queue = new Queue<string>();
      let shared: Wait<string> | undefined;
      const maker = spawn(
        of(function* () {
          shared = queue.get();
          yield* shared;
        }),
      );
      await idle();
      const other = spawn(
        of(function* () {
          return yield* shared as Wait<string>;
        }),
      );
      await idle();
      await maker.kill();
      await expect(other.get()).rejects.toBeInstanceOf(TaskExit);
      await expect(shared).rejects.toBeInstanceOf(TaskExit);
      queue.putNowait('item');
      expect(queue.getNowait()).toBe('item');
    });

    it('a task knows itself, and callbacks that outlive it belong to nobody', async () => {
      const queue = new Queue<string>();
      const task: Task<Promise<string>[]> = spawn(
        of(function* () {
          expect(currentTask()).toBe(task);
          yield* sleep(1);
          expect(currentTask()).toBe(task);
          const late = new Promise<string>((resolve) => {
            setTimeout(() => void queue.get().then(resolve), 5);
          });
          return [late];
        }),
      );
      expect(currentTask()).toBeUndefined();
      const [late] = await task.get();
      await sleep(10);
      queue.putNowait('after its end');
      expect(await late).toBe('after its end');
    });

    it('its signal is aborted when it is killed, with the error, and at its end', async () => {
      const signals: AbortSignal[] = [];
      const body = of(function* () {
        signals.push((currentTask() as Task).signal);
        yield* sleep(5);
      });
      const [killed, normal] = [spawn(body), spawn(body)];
      await idle();
      const error = new Expected();
      await killed.kill(error);
      expect(signals[0]?.reason).toBe(error);
      expect(signals[1]?.aborted).toBe(false);
      await normal.join();
      expect(signals[1]?.reason).toBeInstanceOf(TaskExit);
    });
  });

describe('what runs for one wait alone', () => {
  it.each([
    ['Timeout.run', (body: () => Generator<unknown, void, unknown>) => Timeout.run(1e6, body)],
    ['Group.scope', (body: () => Generator<unknown, void, unknown>) => Group.scope(body)],
  ])('is killed if nobody waits for it any more: %s', async (_name, start) => {
    const seen: string[] = [];
    const task = spawn(function* () {
      using _timeout = Timeout.start(1);
      yield* start(function* () {
        try {
          yield* new Event().wait();
        } finally {
          seen.push('ended');
        }
      });
    });
    await expect(task.get()).rejects.toBeInstanceOf(Timeout);
    await idle();
    expect(seen).toEqual(['ended']);
  });
});

describe('errors that nobody looks at', () => {
  const failing = function* failing() {
    yield;
    throw new Expected();
  };

  it('are reported once', async () => {
    using told = unobserved();
    const task = spawn(failing);
    await task.join();
    await idle();
    await idle();
    expect(told.reports).toEqual([{ error: task.error, where: 'task "failing"' }]);
  });

  it('are reported once of a task whose children have not begun', async () => {
    using told = unobserved();
    const task = spawn(function* () {
      yield;
      spawn(() => 5);
      spawn(() => 6);
      throw new Expected();
    });
    await task.join();
    await idle();
    expect(told.reports).toHaveLength(1);
  });

  it('are not reported if somebody gets, reads or is linked to them in time', async () => {
    using told = unobserved();
    const tasks = [spawn(failing), spawn(failing), spawn(failing)] as const;
    tasks[0].linkException(() => undefined);
    const got = tasks[1].get().catch(() => undefined);
    await tasks[2].join();
    expect(tasks[2].error).toBeInstanceOf(Expected);
    await got;
    await idle();
    expect(told.reports).toEqual([]);
  });

  it('are not reported of killed tasks, unless it is another error', async () => {
    using told = unobserved();
    const task = spawn(function* () {
      yield* new Event().wait();
    });
    await idle();
    await task.kill(new Expected());
    await idle();
    expect(told.reports).toEqual([]);
  });

  it(
    'waits that fail unheard are told by the runtime, as promises are',
    needs('rejections-of-tests'),
    async () => {
      const heard = new Promise((resolve) => process.once('unhandledRejection', resolve));
      void new Queue().get({ timeout: 1 });
      expect(await heard).toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
    },
  );
});

describe('an async function that awaits a promise of somebody else', needs('async-context'), () => {
  const never = new Promise<never>(() => undefined);

  it('cannot be reached: its task ends at once, and its next wait throws', async () => {
    let release = () => {};
    const foreign = new Promise<void>((resolve) => {
      release = resolve;
    });
    const after: unknown[] = [];
    const task = spawn(async () => {
      await foreign;
      for (const attempt of [() => sleep(0), () => spawn(() => 5)]) {
        try {
          attempt();
        } catch (error) {
          after.push(error);
        }
      }
    });
    await idle();
    const error = new Expected();
    expect(await task.kill(error)).toBe(true);
    release();
    await idle();
    expect(after).toEqual([error, error]);
  });

  it('can be reached where it waits by until', async () => {
    const seen: unknown[] = [];
    const task = spawn(async () => {
      try {
        await until(never);
      } catch (error) {
        seen.push(error);
        throw error;
      }
    });
    await idle();
    await task.kill();
    expect(seen).toEqual([task.error]);
  });

  it('is given time if it has read its signal', async () => {
    let cleanedUp = false;
    const task = spawn(async () => {
      const { signal } = currentTask() as Task;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await sleep(1);
      cleanedUp = true;
    });
    await idle();
    await task.kill();
    expect(cleanedUp).toBe(true);
  });

  it('is given up at the second kill if it does not use it', async () => {
    const task = spawn(async () => {
      expect((currentTask() as Task).signal.aborted).toBe(false);
      await never;
    });
    await idle();
    expect(await task.kill(undefined, { timeout: 5 })).toBe(false);
    expect(await task.kill()).toBe(true);
  });

  it('has an error told that it throws later', async () => {
    using told = unobserved();
    let release = () => {};
    const foreign = new Promise<void>((resolve) => {
      release = resolve;
    });
    const task = spawn(async function abandoned() {
      await foreign;
      throw new Expected();
    });
    await idle();
    await task.kill();
    release();
    await idle();
    expect(told.reports).toEqual([
      { error: expect.any(Expected), where: 'task "abandoned", which had been killed' },
    ]);
  });
});

describe('what a generator may yield', () => {
  it('waits, tasks, promises, and nothing', async () => {
    const task = spawn(function* (): Generator<unknown, unknown, unknown> {
      yield;
      return [
        yield spawn(() => 1),
        yield Promise.resolve(2),
        yield sleep(0),
        yield* until(Promise.resolve(3)),
      ];
    });
    expect(await task.get()).toEqual([1, 2, undefined, 3]);
  });

  it('gets their errors, and one for anything else', async () => {
    const task = spawn(function* (): Generator<unknown, unknown, unknown> {
      const errors: unknown[] = [];
      for (const value of [Promise.reject(1), spawn(() => Promise.reject(2)), 42]) {
        try {
          yield value;
        } catch (error) {
          errors.push(error);
        }
      }
      return errors;
    });
    expect(await task.get()).toEqual([1, 2, expect.objectContaining({ code: 'ERR_WEFT_ARGUMENT' })]);
  });

  it('a kill without an error is not swallowed by catch blocks', async () => {
    const seen: string[] = [];
    const task = spawn(function* () {
      for (;;) {
        try {
          yield* sleep(1);
        } catch {
          seen.push('caught');
        } finally {
          seen.push('finally');
        }
      }
    });
    await idle();
    await task.kill();
    expect(seen).toEqual(['finally']);
  });
});
