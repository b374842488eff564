/** Turns: who goes on when, and that nobody starves. */
import { Event, idle, Queue, Semaphore, sleep, spawn } from '@weft/coroutines';
import { describe, expect, it } from 'vitest';

describe('fairness', () => {
  it('tasks take turns in the order in which they become able to go on', async () => {
    const seen: string[] = [];
    const body = function* (name: string) {
      for (let i = 0; i < 3; i += 1) {
        seen.push(name + i);
        yield;
      }
    };
    const tasks = ['a', 'b', 'c'].map((name) => spawn(body, name));
    for (const task of tasks) await task.join();
    expect(seen.join(' ')).toBe('a0 b0 c0 a1 b1 c1 a2 b2 c2');
  });

  const busy: [string, () => Generator<unknown, void, unknown>][] = [
    [
      'only gives way',
      function* () {
        for (;;) yield;
      },
    ],
    [
      'waits for what is there already',
      function* () {
        const semaphore = new Semaphore(1);
        for (;;) (yield* semaphore.acquire()).release();
      },
    ],
    [
      'waits for promises that are resolved',
      function* () {
        for (;;) yield Promise.resolve();
      },
    ],
    [
      'sleeps for no time',
      function* () {
        for (;;) yield* sleep(0);
      },
    ],
    [
      'passes items to and fro',
      function* () {
        const [there, back] = [new Queue<number>(), new Queue<number>()];
        spawn(function* () {
          for (;;) yield* back.put(yield* there.get());
        });
        for (let i = 0; ; i += 1) {
          yield* there.put(i);
          yield* back.get();
        }
      },
    ],
  ];

  it.each(busy)('a task that %s holds up neither timers nor I/O nor others', async (_what, body) => {
    const tasks = [spawn(body), spawn(body)];
    await new Promise((resolve) => setTimeout(resolve, 5));
    const other = spawn(function* () {
      yield* sleep(1);
      return 'others too';
    });
    expect(await other.get()).toBe('others too');
    for (const task of tasks) await task.kill();
  });

  it('idle waits until all wait', async () => {
    const seen: number[] = [];
    const event = new Event();
    const task = spawn(function* () {
      for (let i = 0; i < 1000; i += 1) yield;
      seen.push(1);
      yield* event.wait();
    });
    await idle();
    expect(seen).toEqual([1]);
    await task.kill();
  });
});

describe('a hundred thousand tasks', () => {
  it('live at once', async () => {
    const event = new Event();
    let running = 0;
    const body = function* (i: number) {
      running += 1;
      yield* event.wait();
      return i;
    };
    const tasks = Array.from({ length: 100_000 }, (_, i) => spawn(body, i));
    await idle();
    expect(running).toBe(100_000);
    event.set();
    let sum = 0;
    for (const task of tasks) sum += await task.get();
    expect(sum).toBe((100_000 * 99_999) / 2);
  });
});
