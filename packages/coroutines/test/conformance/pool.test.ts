/** What gevent's suites check about pools; each test names its row. For both kinds of bodies. */
import { Event, idle, PoolFullError, Queue, setExceptHook, sleep, spawn, TaskPool } from '@weft/coroutines';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Expected, unobserved } from '../support/errors.js';
import { kinds } from '../support/kinds.js';

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}

describe.each(kinds)('TaskPool of $name', ({ of }) => {
  const square = of(function* (i: number) {
    yield* sleep(0);
    return i * i;
  });
  const failing = of(function* (i: number) {
    yield* sleep(0);
    if (i === 2) throw new Expected();
    return i;
  });
  const waiting = of(function* (event: Event) {
    yield* event.wait();
  });

  it('TestCoroutinePool test_apply_async, test_apply, test_apply_raises', async () => {
    const pool = new TaskPool(2);
    const task = await pool.spawn(square, 4);
    expect(await task.get()).toBe(16);
    expect(await pool.apply(square, [5])).toBe(25);
    await expect(pool.apply(failing, [2])).rejects.toThrow(Expected);
  });

  it('test_multiple_coros: they interleave', async () => {
    const queue = new Queue<string>({ maxsize: 1 });
    const seen: string[] = [];
    const pool = new TaskPool(2);
    const consumer = await pool.spawn(
      of(function* () {
        seen.push('cons1');
        yield* queue.get();
        seen.push('cons2');
      }),
    );
    await pool.spawn(
      of(function* () {
        seen.push('prod');
        yield* queue.put('item');
      }),
    );
    await consumer.join();
    expect(seen).toEqual(['cons1', 'prod', 'cons2']);
  });

  it('test_stderr_raising: an error while reporting an error does not lose the slot', async () => {
    const before = setExceptHook(() => undefined);
    const pool = new TaskPool(1);
    try {
      await (await pool.spawn(failing, 2)).join();
      await idle();
      expect(pool.freeCount()).toBe(1);
      expect(await pool.apply(square, [3])).toBe(9);
    } finally {
      setExceptHook(before);
    }
  });

  it('PoolBasicTests test_add_method: a full pool makes wait', async () => {
    const event = new Event();
    const pool = new TaskPool(2);
    const tasks = [await pool.spawn(waiting, event), await pool.spawn(waiting, event)];
    expect([pool.full(), pool.length, pool.trySpawn(waiting, event)]).toEqual([true, 2, undefined]);
    const third = spawn(waiting, new Event());
    const added = pool.add(third);
    expect(await pool.wait({ timeout: 1 })).toBe(false);
    event.set();
    expect(await added).toBe(third);
    await tasks[1]?.join();
    expect([...pool]).toEqual([third]);
    expect([await pool.wait(), pool.freeCount()]).toEqual([true, 1]);
    await pool.kill();
  });

  it('test_add_method_non_blocking, test_start_method_timeout: PoolFullError', async () => {
    const pool = new TaskPool(1);
    await pool.spawn(waiting, new Event());
    const other = spawn(waiting, new Event());
    await expect(pool.add(other, { timeout: 0 })).rejects.toBeInstanceOf(PoolFullError);
    await expect(pool.add(other, { timeout: 1 })).rejects.toBeInstanceOf(PoolFullError);
    expect(pool.has(other)).toBe(false);
    await pool.kill();
    await other.kill();
  });

  it('TestPool test_apply, test_map, test_async: never more than its size, results in order', async () => {
    let [now, most] = [0, 0];
    const pool = new TaskPool(3);
    const counting = of(function* (i: number) {
      now += 1;
      most = Math.max(most, now);
      yield* sleep(i % 3);
      now -= 1;
      return i * i;
    });
    expect(await pool.map(counting, upTo(20))).toEqual([...upTo(20)].map((i) => i * i));
    expect(most).toBe(3);
    expect(await pool.join()).toBe(true);
  });

  it('test_async_callback: a link gets the result', async () => {
    const pool = new TaskPool(1);
    const seen: unknown[] = [];
    const task = await pool.spawn(square, 7);
    task.linkValue(({ value }) => seen.push(value));
    await task.join();
    await idle();
    expect(seen).toEqual([49]);
  });

  it('test_imap_list_small, test_imap_it_small, test_imap_it_large: order, and the end', async () => {
    const pool = new TaskPool(10);
    const squares = (count: number) => [...upTo(count)].map((i) => i * i);
    expect(await collect(pool.imap(square, [...upTo(10)]))).toEqual(squares(10));
    expect(await collect(pool.imap(square, upTo(10)))).toEqual(squares(10));
    expect(await collect(pool.imap(square, upTo(1000)))).toEqual(squares(1000));
  });

  it('test_imap_unordered, test_imap_unordered_random: all, in the order of their coming', async () => {
    const pool = new TaskPool(10);
    const results = await collect(pool.imapUnordered(square, upTo(1000)));
    expect(results.toSorted((a, b) => a - b)).toEqual([...upTo(1000)].map((i) => i * i));
    const events = [new Event(), new Event(), new Event()] as const;
    events[2].set();
    const order = pool.imapUnordered(
      of(function* (i: number) {
        yield* (events[i] as Event).wait();
        return i;
      }),
      [0, 1, 2],
    );
    const seen: number[] = [];
    for await (const i of order) {
      seen.push(i);
      events[i - 1]?.set();
    }
    expect(seen).toEqual([2, 1, 0]);
  });

  it('test_empty_imap_unordered, test_empty_imap, test_empty_map', async () => {
    const pool = new TaskPool(2);
    expect(await collect(pool.imapUnordered(square, []))).toEqual([]);
    expect(await collect(pool.imap(square, []))).toEqual([]);
    expect(await pool.map(square, [])).toEqual([]);
  });

  it('test_terminate: a kill ends all, also those that wait for a place', async () => {
    const pool = new TaskPool(2);
    const mapped = pool.map(waiting, [new Event(), new Event(), new Event()]);
    await idle();
    await pool.kill();
    await expect(mapped).rejects.toMatchObject({ code: 'ERR_WEFT_TASK_EXIT' });
  });

  it('test_imap_unordered_no_stop, test_imap_unordered_final_sleep: infinite items are taken as needed', async () => {
    let taken = 0;
    function* forever(): Generator<number> {
      for (;;) {
        taken += 1;
        yield taken;
      }
    }
    const pool = new TaskPool(4);
    for (const imap of ['imap', 'imapUnordered'] as const) {
      taken = 0;
      let read = 0;
      for await (const _ of pool[imap](square, forever(), { maxsize: 8 })) {
        read += 1;
        expect(taken - read).toBeLessThanOrEqual(8);
        if (read === 50) break;
      }
      await pool.join();
    }
  });

  it('TestErrorInHandler test_map, test_imap_unordered: an error surfaces', async () => {
    const pool = new TaskPool(2);
    await expect(pool.map(failing, upTo(5))).rejects.toThrow(Expected);
    await expect(collect(pool.imapUnordered(failing, upTo(5)))).rejects.toThrow(Expected);
    const results = pool.imap(failing, upTo(4));
    const seen: unknown[] = [];
    for (let i = 0; i < 5; i += 1) seen.push(await results.next().catch((error) => error));
    expect(seen).toEqual([
      { done: false, value: 0 },
      { done: false, value: 1 },
      expect.any(Expected),
      { done: false, value: 3 },
      { done: true, value: undefined },
    ]);
  });

  it('an error of the items surfaces after the results that there are', async () => {
    const pool = new TaskPool(2);
    function* broken(): Generator<number> {
      yield 1;
      throw new Expected();
    }
    for (const results of [pool.imap(square, broken()), pool.imapUnordered(square, broken())]) {
      expect(await results.next()).toEqual({ done: false, value: 1 });
      await expect(results.next()).rejects.toThrow(Expected);
      expect(await results.next()).toEqual({ done: true, value: undefined });
    }
    await expect(pool.map(square, broken())).rejects.toThrow(Expected);
    expect(() => pool.imap(square, 5 as never)).toThrow('items must be iterable');
  });

  it('takes items that come asynchronously', async () => {
    async function* slowly(): AsyncGenerator<number> {
      for (const i of [1, 2, 3]) {
        await sleep(0);
        yield i;
      }
    }
    const pool = new TaskPool(2);
    expect(await pool.map(square, slowly())).toEqual([1, 4, 9]);
    expect(await collect(pool.imap(square, slowly()))).toEqual([1, 4, 9]);
  });

  it('maps as an array does, whatever its size and the delays', async () => {
    using told = unobserved();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 }),
        async (size, delays) => {
          const pool = new TaskPool(size);
          const slow = of(function* (delay: number) {
            yield* sleep(delay);
            return delay * 2;
          });
          const expected = delays.map((delay) => delay * 2);
          expect(await pool.map(slow, delays)).toEqual(expected);
          expect(await collect(pool.imap(slow, delays))).toEqual(expected);
          expect((await collect(pool.imapUnordered(slow, delays))).toSorted()).toEqual(expected.toSorted());
          expect(pool.length).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
    expect(told.reports).toEqual([]);
  });
});
