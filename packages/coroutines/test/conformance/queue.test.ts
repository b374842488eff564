/** What gevent's and Python's suites check about queues and channels; each test names its row. For both kinds of bodies. */
import {
  Channel,
  idle,
  joinAll,
  killAll,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmptyError,
  QueueFullError,
  ShutDownError,
  sleep,
  spawn,
} from '@weft/coroutines';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../support/kinds.js';

describe.each(kinds)('queues and channels of $name', ({ of }) => {
  const getter = of(function* (queue: Queue<unknown> | Channel<unknown>) {
    return yield* queue.get();
  });

  describe('UsesOnlyOneItemMixin, TestSimpleQueue', () => {
    it('test_put_nowait_simple: the second one is refused', () => {
      const queue = new Queue<number>({ maxsize: 1 });
      queue.putNowait(1);
      expect(() => queue.putNowait(2)).toThrow(QueueFullError);
      expect([queue.tryPut(2), queue.full(), queue.qsize()]).toEqual([false, true, 1]);
    });

    it('test_get_nowait_simple: empty on the second', () => {
      const queue = new Queue<number>({ maxsize: 1 });
      queue.putNowait(4);
      expect(queue.getNowait()).toBe(4);
      expect(() => queue.getNowait()).toThrow(QueueEmptyError);
      expect(queue.tryGet()).toBeUndefined();
    });

    it('test_get_nowait_unlock: it frees a putter', async () => {
      const queue = new Queue<number>({ maxsize: 1 });
      queue.putNowait(5);
      const putter = spawn(
        of(function* () {
          yield* queue.put(6);
        }),
      );
      await idle();
      expect(putter.ready()).toBe(false);
      expect(queue.getNowait()).toBe(5);
      expect(await putter.join()).toBe(true);
      expect(queue.getNowait()).toBe(6);
    });

    it('test_send_first: a peek keeps, a get takes', async () => {
      const queue = new Queue<string>();
      expect(queue.tryPeek()).toBeUndefined();
      await queue.put('hi');
      expect([queue.tryPeek(), queue.tryPeek(), await queue.get()]).toEqual(['hi', 'hi', 'hi']);
    });

    it('test_send_last: the getter is there first', async () => {
      const queue = new Queue<string>();
      const task = spawn(getter, queue);
      await idle();
      await queue.put('hi');
      expect(await task.get()).toBe('hi');
    });

    it('test_multiple_waiters: four get one item each, in the order of their coming', async () => {
      const queue = new Queue<number>();
      const tasks = [1, 2, 3, 4].map(() => spawn(getter, queue));
      await idle();
      for (const item of [1, 2, 3, 4]) queue.putNowait(item);
      await joinAll(tasks);
      expect(tasks.map(({ value }) => value)).toEqual([1, 2, 3, 4]);
    });

    it('test_senders_that_die: what was put stays when the sender has ended', async () => {
      const queue = new Queue<string>();
      await spawn(
        of(function* () {
          yield* queue.put('sent');
        }),
      ).join();
      expect(await queue.get()).toBe('sent');
    });

    it('test_two_bogus_waiters: the item stays when those who waited have given up', async () => {
      const queue = new Queue<string>();
      const tasks = [spawn(getter, queue), spawn(getter, queue)];
      await idle();
      await expect(queue.get({ timeout: 1 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      await killAll(tasks);
      queue.putNowait('item');
      expect(queue.getNowait()).toBe('item');
    });

    it('a putter that gives up has put nothing', async () => {
      const queue = new Queue<string>({ maxsize: 1 });
      queue.putNowait('first');
      await expect(queue.put('second', { timeout: 1 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      await expect(queue.put('third', { timeout: 0 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      expect([queue.getNowait(), queue.tryGet()]).toEqual(['first', undefined]);
    });
  });

  describe('TestQueue', () => {
    it('test_task_done, test_issue_45: join returns when all is done, at once without jobs', async () => {
      const queue = new Queue<number>();
      await queue.join();
      queue.putNowait(1);
      await queue.put(2);
      const joined = queue.join();
      const worker = spawn(
        of(function* () {
          for (let i = 0; i < 2; i += 1) {
            yield* queue.get();
            yield* sleep(0);
            queue.taskDone();
          }
        }),
      );
      await joined;
      await worker.join();
      expect(() => queue.taskDone()).toThrow('more often than items were put');
      queue.putNowait(3);
      await expect(queue.join({ timeout: 1 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
    });

    it('test_shutdown_all_methods_in_one_thread', async () => {
      const queue = new Queue<number>({ maxsize: 2 });
      queue.putNowait(1);
      expect(queue.shutdown()).toEqual([]);
      await expect(queue.put(2)).rejects.toBeInstanceOf(ShutDownError);
      expect(() => queue.putNowait(2)).toThrow(ShutDownError);
      expect(queue.getNowait()).toBe(1);
      expect(() => queue.getNowait()).toThrow(ShutDownError);
      expect(() => queue.tryGet()).toThrow(ShutDownError);
      await expect(queue.get()).rejects.toBeInstanceOf(ShutDownError);
    });

    it('shutdown reaches those who wait; immediately it hands back what was not taken', async () => {
      const full = new Queue<number>({ maxsize: 1 });
      full.putNowait(1);
      const putting = full.put(2);
      const joined = full.join();
      expect(full.shutdown({ immediate: true })).toEqual([1]);
      await expect(putting).rejects.toBeInstanceOf(ShutDownError);
      await joined;
      const empty = new Queue<number>();
      const task = spawn(getter, empty);
      await idle();
      empty.shutdown();
      await expect(task.get()).rejects.toBeInstanceOf(ShutDownError);
    });

    it('is iterated until it is shut down', async () => {
      const queue = new Queue<number>();
      for (const item of [1, 2, 3]) queue.putNowait(item);
      queue.shutdown();
      const seen: number[] = [];
      for await (const item of queue) seen.push(item);
      expect(seen).toEqual([1, 2, 3]);
    });
  });

  describe('TestChannel', () => {
    it('test_get_nowait_unlock_channel: it takes from a waiting putter', async () => {
      const channel = new Channel<number>();
      const putter = spawn(
        of(function* () {
          yield* channel.put(5);
        }),
      );
      expect(channel.tryGet()).toBeUndefined();
      await idle();
      expect([channel.balance, channel.tryGet(), channel.balance]).toEqual([1, 5, 0]);
      expect(await putter.join()).toBe(true);
    });

    it('test_send: a put is over when the item is taken', async () => {
      const channel = new Channel<string>();
      const seen: string[] = [];
      const putter = spawn(
        of(function* () {
          for (const item of ['a', 'b']) {
            yield* channel.put(item);
            seen.push(`put ${item}`);
          }
        }),
      );
      await idle();
      expect([seen, channel.tryPut('c')]).toEqual([[], false]);
      seen.push(`got ${await channel.get()}`);
      await idle();
      seen.push(`got ${await channel.get()}`);
      await putter.join();
      expect(new Set(seen)).toEqual(new Set(['got a', 'put a', 'got b', 'put b']));
      expect(seen.indexOf('got b')).toBeGreaterThan(seen.indexOf('put a'));
    });

    it('test_wait: a getter that waits gets it, in the order of their coming', async () => {
      const channel = new Channel<string>();
      const tasks = [spawn(getter, channel), spawn(getter, channel)];
      await idle();
      expect([channel.balance, channel.tryPut('a'), channel.tryPut('b')]).toEqual([-2, true, true]);
      await joinAll(tasks);
      expect(tasks.map(({ value }) => value)).toEqual(['a', 'b']);
    });

    it('test_iterable: iteration ends with the channel, which has room for what it was told', async () => {
      const channel = new Channel<number>(2);
      expect([channel.tryPut(1), channel.tryPut(2), channel.tryPut(3)]).toEqual([true, true, false]);
      channel.close();
      channel.close();
      const seen: number[] = [];
      for await (const item of channel) seen.push(item);
      expect([seen, channel.closed]).toEqual([[1, 2], true]);
      expect(() => channel.tryPut(4)).toThrow('closed');
      await expect(channel.put(4)).rejects.toMatchObject({ code: 'ERR_WEFT_CLOSED' });
      await expect(channel.get()).rejects.toMatchObject({ code: 'ERR_WEFT_CLOSED' });
    });

    it('closing reaches those who wait', async () => {
      const channel = new Channel<number>();
      const putter = channel.put(1);
      channel.close();
      await expect(putter).rejects.toMatchObject({ code: 'ERR_WEFT_CLOSED' });
      const other = new Channel<number>();
      const task = spawn(
        of(function* () {
          for (let _sum = 0; ; ) _sum += yield* other.get();
        }),
      );
      await idle();
      other.close();
      await expect(task.get()).rejects.toMatchObject({ code: 'ERR_WEFT_CLOSED' });
    });
  });
});

describe('an item that was handed to a task which is killed before it gets to run', () => {
  it.each([
    ['queue', () => new Queue<string>()],
    ['channel', () => new Channel<string>()],
  ])('is next again: %s', async (_name, make) => {
    const queue = make();
    const task = spawn(function* () {
      return yield* queue.get();
    });
    await idle();
    queue.tryPut('first');
    queue.tryPut('second');
    void task.kill();
    await task.join();
    expect(task.successful()).toBe(false);
    expect(queue.tryGet()).toBe('first');
  });

  it('goes to the next who waits', async () => {
    const queue = new Queue<string>();
    const [killed, next] = [1, 2].map(() =>
      spawn(function* () {
        return yield* queue.get();
      }),
    ) as [ReturnType<typeof spawn>, ReturnType<typeof spawn>];
    await idle();
    queue.putNowait('item');
    void killed.kill();
    expect(await next.get()).toBe('item');
  });
});

describe('the order in which items come out', () => {
  it('is that of a model, whatever is done', () => {
    const item = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer());
    fc.assert(
      fc.property(fc.array(fc.option(item, { nil: undefined })), (moves) => {
        const [fifo, lifo, heap] = [
          new Queue<unknown>(),
          new LifoQueue<unknown>(),
          new PriorityQueue<number>(),
        ];
        const model: [number, number][] = [];
        for (const move of moves) {
          if (move !== undefined) {
            model.push(move);
            fifo.putNowait(move);
            lifo.putNowait(move);
            heap.putNowait(move);
          } else if (model.length === 0) {
            expect([fifo.tryGet(), lifo.tryGet(), heap.tryGet()]).toEqual([undefined, undefined, undefined]);
          } else break;
        }
        const drain = (queue: { tryGet(): unknown }) => model.map(() => queue.tryGet());
        expect(drain(fifo)).toEqual(model);
        expect(drain(lifo)).toEqual(model.toReversed());
        expect(drain(heap)).toEqual(model.toSorted(([one], [other]) => one - other));
      }),
    );
  });

  it('takes only items with a priority', () => {
    const queue = new PriorityQueue<string>();
    for (const wrong of ['text', [], ['1', 'x'], [Number.NaN, 'x']]) {
      expect(() => queue.putNowait(wrong as never)).toThrow('[priority, value]');
    }
  });
});
