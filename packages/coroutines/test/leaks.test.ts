/** What is over leaves nothing behind: no timer, no listener, no place in a line. */
import { getEventListeners } from 'node:events';
import {
  AsyncResult,
  Channel,
  Event,
  Group,
  idle,
  iwait,
  joinAll,
  Queue,
  Semaphore,
  sleep,
  spawn,
  spawnLater,
  Timeout,
  until,
  type Wait,
  type WaitOptions,
  wait,
} from '@weft/coroutines';
import { describe, expect, it } from 'vitest';
import { needs } from './support/runtime.js';

const LONG = 1e8;

/** Timers that keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

const waits: [string, (options: WaitOptions) => Wait<unknown>][] = [
  ['Event.wait', (options) => new Event().wait(options)],
  ['Queue.get', (options) => new Queue().get(options)],
  [
    'Queue.put',
    (options) => {
      const queue = new Queue<number>({ maxsize: 1 });
      queue.putNowait(1);
      return queue.put(2, options);
    },
  ],
  [
    'Queue.join',
    (options) => {
      const queue = new Queue<number>();
      queue.putNowait(1);
      return queue.join(options);
    },
  ],
  ['Channel.get', (options) => new Channel().get(options)],
  ['Semaphore.acquire', (options) => new Semaphore(0).acquire(options)],
  ['AsyncResult.get', (options) => new AsyncResult().get(options)],
  ['until', (options) => until(new Promise(() => undefined), options)],
  ['sleep', (options) => sleep(LONG, options)],
  ['wait', (options) => wait([new Event()], options)],
  ['iwait', (options) => iwait([new Event()], options).next()],
  [
    'Group.join',
    (options) => {
      const group = new Group();
      group.spawn(() => new Promise(() => undefined));
      return group.join(options);
    },
  ],
  ['joinAll', (options) => joinAll([spawn(() => new Promise(() => undefined))], options)],
];

describe.each(waits)('%s', (_name, make) => {
  it(
    'stops its timer when its signal is aborted, and forgets the signal',
    needs('visible-timers'),
    async () => {
      const before = timers();
      const controller = new AbortController();
      const pending = make({ timeout: LONG, signal: controller.signal });
      await idle();
      expect(timers()).toBeGreaterThan(before);
      expect(getEventListeners(controller.signal, 'abort').length).toBe(1);
      controller.abort();
      await expect(pending).rejects.toBe(controller.signal.reason);
      expect([timers(), getEventListeners(controller.signal, 'abort').length]).toEqual([before, 0]);
    },
  );

  it('forgets the signal when its time is over', async () => {
    const { signal } = new AbortController();
    await make({ timeout: 1, signal }).then(
      () => undefined,
      () => undefined,
    );
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  });

  it('stops its timer and forgets the signal when its task is killed', async () => {
    const before = timers();
    const { signal } = new AbortController();
    const tasks = [
      spawn(function* () {
        yield* make({ timeout: LONG, signal });
      }),
      spawn(async () => {
        await make({ timeout: LONG, signal });
      }),
    ];
    await idle();
    for (const task of tasks) await task.kill();
    expect([timers(), getEventListeners(signal, 'abort').length]).toEqual([before, 0]);
  });

  it('fails at once if the signal was aborted before', async () => {
    await expect(make({ signal: AbortSignal.abort(5) })).rejects.toBe(5);
  });
});

it('timeouts and delayed starts that are not needed any more leave no timer', async () => {
  const before = timers();
  await Timeout.run(LONG, () => sleep(0));
  await spawn(function* () {
    using _timeout = Timeout.start(LONG);
    yield* sleep(0);
  }).get();
  await spawnLater(LONG, () => 5).kill();
  expect(timers()).toBe(before);
});

it('a task forgets the signal that it follows at its end', async () => {
  const { signal } = new AbortController();
  const task = spawn(() => sleep(1)).killOn(signal);
  expect(getEventListeners(signal, 'abort').length).toBe(1);
  await task.join();
  expect(getEventListeners(signal, 'abort').length).toBe(0);
});

it('timers longer than those of the platform are waited for', async () => {
  const task = spawn(() => sleep(2 ** 40));
  expect(await task.join({ timeout: 5 })).toBe(false);
  await task.kill();
});
