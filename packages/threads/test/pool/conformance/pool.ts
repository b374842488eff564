/** What every pool does: the behaviours of CPython's `multiprocessing.Pool` and executors, and those they leave open. */
import { availableParallelism } from 'node:os';
import { Event, Latch, Region } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { EndOfFileError, Pipe, Pool, type PoolOptions, setExceptHook, type Unobserved } from '@weft/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectReject, expectThrow, isSettled } from '../../../../atomics/dist-test/support/outcome.js';
import { until } from '../../../../atomics/dist-test/support/until.js';
import * as tasks from '../tasks/tasks.js';
import { throwsIfStopped, untilStopped, untilTold } from '../tasks/tasks.js';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

export function poolSuite(kind: 'thread' | 'process'): void {
  describe(`Pool of ${kind === 'thread' ? 'threads' : 'processes'}`, () => {
    const open: Pool[] = [];
    let region: Region;
    const make = (n = 2, options: PoolOptions = {}) => {
      const pool = new Pool(n, { kind, ...options });
      open.push(pool);
      return pool;
    };
    beforeEach(() => {
      region =
        kind === 'thread' ? Region.create({ bytes: 2 ** 18 }) : ProcessRegion.anonymous({ bytes: 2 ** 18 });
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((pool) => pool.terminate()));
      region.close();
    });

    describe('apply', () => {
      it('calls with arguments, in every form', async () => {
        const pool = make();
        expect(await pool.apply(tasks.add, [2, 3])).toBe(5);
        expect(pool.applySync(tasks.add, [4, 5])).toBe(9);
        expect(await pool.applyAsync(tasks.add, [6, 7]).get()).toBe(13);
        expect(await pool.apply((a: number, b: number) => a - b, [9, 4])).toBe(5);
        expect(
          await pool.apply({ module: new URL('../tasks/tasks.js', import.meta.url), name: 'square' }, [5]),
        ).toBe(25);
        expect(await pool.apply(tasks.whoAmI)).not.toBe(`${process.pid}.0`);
      });

      it('awaits what asynchronous functions return', async () => {
        const pool = make();
        expect(await pool.apply(tasks.later, ['value', 2])).toBe('value');
        expect(pool.applySync(tasks.later, ['value', 2])).toBe('value');
      });

      it('brings values as they are', async () => {
        const pool = make(1);
        const values = [
          undefined,
          null,
          '',
          -0,
          10n,
          new Date(7),
          new Map([[{ a: 1 }, new Set([2])]]),
          { sparse: Object.assign(new Array(2), { 1: 1 }) },
          /x/g,
        ];
        for (const value of values) {
          expect(await pool.apply(tasks.same, [value])).toEqual(value);
          expect(pool.applySync(tasks.same, [value])).toEqual(value);
        }
      });

      it('brings large arguments and results', async () => {
        const pool = make();
        const all = new Uint8Array(3_000_000).fill(1);
        expect(await pool.apply(tasks.sum, [all])).toBe(3_000_000);
        expect(pool.applySync(tasks.sum, [all])).toBe(3_000_000);
        expect((await pool.apply(tasks.bytes, [2_000_000])).length).toBe(2_000_000);
        expect(pool.applySync(tasks.bytes, [2_000_001]).length).toBe(2_000_001);
        const many = await Promise.all(
          numbers(12).map((i) => pool.apply(tasks.same, [new Uint8Array(700_000).fill(i)])),
        );
        for (const [i, part] of many.entries())
          expect([(part as Uint8Array).length, (part as Uint8Array)[699_999]]).toEqual([700_000, i]);
        const under = Promise.all(numbers(4).map((i) => pool.apply(tasks.bytes, [1_000_000 + i])));
        expect(pool.applySync(tasks.sum, [all])).toBe(3_000_000);
        expect((await under).map(({ length }) => length)).toEqual([
          1_000_000, 1_000_001, 1_000_002, 1_000_003,
        ]);
      });

      it('brings large results that have arrived when the owner begins to block', async () => {
        const done = new Latch(1, { in: region });
        const pool = make(1, { initializer: tasks.giveLatch, initargs: [done] });
        // Too large for the queue of a pool of processes, and small enough to wait in the pipe all together.
        const lengths = [60_000, 60_001, 60_002];
        const all = lengths.map((length) => pool.apply(tasks.bytes, [length]));
        const last = pool.apply(tasks.countDown);
        done.waitSync();
        // Begins to receive them; no promise runs before this thread blocks.
        pool.stats();
        expect(pool.applySync(tasks.square, [3])).toBe(9);
        expect((await Promise.all(all)).map(({ length }) => length)).toEqual(lengths);
        await last;
      });

      it('brings shared objects alive', async () => {
        const pool = make();
        const gate = new Event({ in: region });
        const began = new Latch(1, { in: region });
        const waiting = pool.apply(tasks.waitFor, [gate, began]);
        await began.wait();
        expect(await isSettled(waiting)).toBe(false);
        gate.set();
        expect(await waiting).toBe('through');
        const back = (await pool.apply(tasks.same, [{ deep: [gate] }])) as { deep: [Event] };
        expect(back.deep[0].isSet()).toBe(true);
        const [mine, theirs] = Pipe({ in: region, capacity: 4096 });
        await pool.apply(tasks.sendThrough, [theirs, 'hello']);
        expect(mine.recvSync()).toBe('hello');
      });

      it('refuses what cannot travel, and goes on', async () => {
        const pool = make();
        await expect(pool.apply(tasks.same, [() => 1])).rejects.toThrow(/function|cloned/);
        await expect(pool.apply(tasks.aFunction)).rejects.toThrow(/function|cloned/);
        await expectReject(pool.apply('text' as never), 'ERR_WEFT_ARGUMENT');
        await expectReject(pool.apply(tasks.add, 5 as never), 'ERR_WEFT_ARGUMENT');
        const outside = 1;
        await expectReject(
          pool.apply(() => outside),
          'ERR_WEFT_CLOSURE',
        );
        expect(await pool.apply(tasks.square, [3])).toBe(9);
      });
    });

    describe('errors', () => {
      it('come whole: class, message, stack, cause, fields', async () => {
        const pool = make();
        for (const how of [
          () => pool.apply(tasks.fail, ['no']),
          async () => pool.applySync(tasks.fail, ['no']),
        ]) {
          const error = (await how().catch((caught: unknown) => caught)) as tasks.SpecialError;
          expect(error).toBeInstanceOf(RangeError);
          expect(error.constructor.name).toBe('SpecialError');
          expect(error).toMatchObject({ message: 'no', details: { answer: 42 } });
          expect(error.stack).toMatch(/tasks\.[jt]s/);
          expect((error.cause as Error).message).toBe('below');
        }
        await expect(pool.apply(tasks.failLater, ['later'])).rejects.toThrow(TypeError);
        expect(pool.stats()).toMatchObject({ failed: 3, completed: 0 });
      });

      it('of a worker that ends fail its task with the cause, and it is replaced', async () => {
        const pool = make();
        const others = pool.map(tasks.square, numbers(20), { chunksize: 1 });
        await expect(pool.apply(tasks.exit, [3])).rejects.toMatchObject({
          code: 'ERR_WEFT_WORKER_DIED',
          cause: { reason: 'exited' },
        });
        expect(await others).toEqual(numbers(20).map((x) => x * x));
        expectThrow(() => pool.applySync(tasks.exit, [0]), 'ERR_WEFT_WORKER_DIED');
        expect(pool.applySync(tasks.square, [4])).toBe(16);
        await until(() => pool.stats().workers === 2);
      });
    });

    describe('map', () => {
      it('keeps the order, in chunks of any size, in every form', async () => {
        const pool = make();
        const squares = numbers(100).map((x) => x * x);
        for (const chunksize of [undefined, 1, 3, 20, 1000]) {
          expect(await pool.map(tasks.square, numbers(100), { chunksize })).toEqual(squares);
          expect(pool.mapSync(tasks.square, numbers(100), { chunksize })).toEqual(squares);
          expect(await pool.mapAsync(tasks.square, new Set(numbers(100)), { chunksize }).get()).toEqual(
            squares,
          );
        }
        expect(
          await pool.starmap(tasks.add, [
            [1, 2],
            [3, 4],
          ]),
        ).toEqual([3, 7]);
        expect(
          pool.starmapSync(
            tasks.add,
            [
              [1, 2],
              [3, 4],
            ],
            { chunksize: 1 },
          ),
        ).toEqual([3, 7]);
        expect(await pool.starmapAsync(tasks.add, [[1, 2]]).get()).toEqual([3]);
        expect(await pool.map(tasks.later, [1, 2, 3])).toEqual([1, 2, 3]);
      });

      it('of nothing gives nothing', async () => {
        const pool = make(1);
        expect(await pool.map(tasks.square, [])).toEqual([]);
        expect(pool.mapSync(tasks.square, [])).toEqual([]);
        expect(await pool.starmap(tasks.add, [])).toEqual([]);
        for await (const _ of pool.imap(tasks.square, [])) expect.unreachable();
        for await (const _ of pool.imapUnordered(tasks.square, [])) expect.unreachable();
      });

      it.each([[0], [-1], [0.5], ['5']])('refuses chunks of %s', async (chunksize) => {
        const pool = make(1);
        await expectReject(pool.map(tasks.square, [1], { chunksize } as never), 'ERR_WEFT_ARGUMENT');
        await expectReject(pool.imap(tasks.square, [1], { chunksize } as never).next(), 'ERR_WEFT_ARGUMENT');
      });

      it('rejects with an error of a call, and goes on', async () => {
        const pool = make();
        await expect(pool.map(tasks.failAtThree, numbers(10))).rejects.toThrow('bad 3');
        expect(() => pool.mapSync(tasks.failAtThree, numbers(10))).toThrow('bad 3');
        expect(await pool.map(tasks.square, [2])).toEqual([4]);
      });

      it('tells its progress', async () => {
        const pool = make();
        const told: (number | undefined)[][] = [];
        await pool.map(tasks.square, numbers(10), {
          chunksize: 4,
          onProgress: (done, total) => told.push([done, total]),
        });
        expect(told.length).toBe(3);
        expect(told.at(-1)).toEqual([10, 10]);
        told.length = 0;
        const onProgress = (...now: (number | undefined)[]) => told.push(now);
        pool.mapSync(tasks.square, numbers(10), { chunksize: 4, onProgress });
        expect(told.at(-1)).toEqual([10, 10]);
        expect(told.length).toBe(3);
      });

      it.each(['map', 'mapSync', 'imap'] as const)('%s fails if its progress is taken badly', async (how) => {
        const pool = make();
        const onProgress = () => {
          throw new Error('no progress');
        };
        const run = async () => {
          const results = pool[how](tasks.square, numbers(10), { chunksize: 1, onProgress });
          if (how === 'imap') for await (const _ of results as AsyncIterable<number>);
          else await results;
        };
        await expect(run()).rejects.toThrow('no progress');
        expect(await pool.map(tasks.square, [2, 3])).toEqual([4, 9]);
        await until(() => pool.stats().running === 0 && pool.stats().queued === 0);
      });

      it('calls back once, with the results or the error', async () => {
        const pool = make();
        const heard: unknown[] = [];
        const callbacks = {
          callback: (value: unknown) => heard.push(value),
          errorCallback: (error: unknown) => heard.push((error as Error).message),
        };
        const good = pool.mapAsync(tasks.square, [1, 2], callbacks);
        expect(good.ready()).toBe(false);
        expectThrow(() => good.successful(), 'ERR_WEFT_POOL_STATE');
        expect(await good.wait()).toBe(true);
        const bad = pool.applyAsync(tasks.fail, ['oh'], callbacks);
        await expect(bad.get()).rejects.toThrow('oh');
        expect([good.ready(), good.successful(), bad.successful()]).toEqual([true, true, false]);
        expect(heard).toEqual([[1, 4], 'oh']);
        const gate = new Event({ in: region });
        const slow = pool.applyAsync(tasks.waitFor, [gate]);
        expect(await slow.wait({ timeout: 2 })).toBe(false);
        await expectReject(slow.get({ timeout: 2 }), 'ERR_WEFT_TIMEOUT');
        gate.set();
        expect(await slow.get()).toBe('through');
      });

      it('an error of a callback goes to the hook, and the pool goes on', async () => {
        const pool = make(1);
        const told: Unobserved[] = [];
        const before = setExceptHook((unobserved) => told.push(unobserved));
        const callback = () => {
          throw new Error('bad callback');
        };
        const good = pool.applyAsync(tasks.square, [2], { callback });
        expect(await good.get()).toBe(4);
        const bad = pool.applyAsync(tasks.fail, ['oh'], { errorCallback: callback });
        await expect(bad.get()).rejects.toThrow('oh');
        setExceptHook(before);
        expect(told.map(({ error, where }) => [(error as Error).message, where])).toEqual([
          ['bad callback', 'callback of a pool'],
          ['bad callback', 'callback of a pool'],
        ]);
        expect(await pool.apply(tasks.square, [3])).toBe(9);
      });
    });

    describe('imap', () => {
      it('gives results in order, of an endless source too', async () => {
        const pool = make();
        let taken = 0;
        function* endless() {
          for (;;) yield taken++;
        }
        for (const chunksize of [1, 7]) {
          const seen: number[] = [];
          taken = 0;
          for await (const value of pool.imap(tasks.square, endless(), { chunksize })) {
            seen.push(value);
            if (seen.length === 40) break;
          }
          expect(seen).toEqual(numbers(40).map((x) => x * x));
          expect(taken).toBeLessThan(40 + chunksize * 12);
        }
        await until(() => pool.stats().running === 0 && pool.stats().queued === 0);
      });

      it('unordered gives all of them', async () => {
        const pool = make();
        const seen: number[] = [];
        for await (const value of pool.imapUnordered(tasks.square, numbers(50), { chunksize: 3 }))
          seen.push(value);
        expect(seen.sort((a, b) => a - b)).toEqual(numbers(50).map((x) => x * x));
      });

      it('unordered gives a quick result before a slow one', async () => {
        const pool = make();
        const gate = new Event({ in: region });
        async function* source() {
          yield gate;
          yield undefined;
        }
        const results = pool.imapUnordered(tasks.initialized, source());
        await results.next();
        await results.return(undefined);
        const slowFirst = pool.imapUnordered(
          async (item: { gate?: Event }) => {
            if (item.gate !== undefined) await item.gate.wait();
            return item.gate === undefined ? 'quick' : 'slow';
          },
          [{ gate }, {}],
        );
        expect((await slowFirst.next()).value).toBe('quick');
        gate.set();
        expect((await slowFirst.next()).value).toBe('slow');
      });

      it.each(['imap', 'imapUnordered'] as const)(
        '%s surfaces errors of calls and of the source',
        async (how) => {
          const pool = make();
          const seen: number[] = [];
          const calls = async () => {
            for await (const x of pool[how](tasks.failAtThree, numbers(10))) seen.push(x);
          };
          await expect(calls()).rejects.toThrow('bad 3');
          if (how === 'imap') expect(seen).toEqual([0, 1, 2]);
          function* broken() {
            yield 1;
            yield 2;
            throw new Error('source');
          }
          const got: number[] = [];
          const source = async () => {
            for await (const x of pool[how](tasks.square, broken())) got.push(x);
          };
          await expect(source()).rejects.toThrow('source');
          expect(got.sort()).toEqual([1, 4]);
          expect(await pool.apply(tasks.square, [3])).toBe(9);
        },
      );
    });

    describe('giving up', () => {
      it('a queued task is not run', async () => {
        const pool = make(1);
        const gate = new Event({ in: region });
        const blocking = pool.apply(tasks.waitFor, [gate]);
        const [mine, theirs] = Pipe({ in: region, capacity: 4096 });
        const abort = new AbortController();
        const queued = pool.apply(tasks.sendThrough, [theirs, 'no'], { signal: abort.signal });
        const late = pool.apply(tasks.sendThrough, [theirs, 'late'], { timeout: 5 });
        abort.abort(new Error('enough'));
        await expect(queued).rejects.toThrow('enough');
        await expectReject(late, 'ERR_WEFT_TIMEOUT');
        await expect(pool.apply(tasks.square, [1], { signal: abort.signal })).rejects.toThrow('enough');
        gate.set();
        await blocking;
        await pool.apply(tasks.sendThrough, [theirs, 'yes']);
        expect(mine.recvSync()).toBe('yes');
        expect(pool.stats()).toMatchObject({ givenUp: 2, completed: 2, queued: 0, running: 0 });
      });

      it.each<[string, (began: Event, stopped: Event) => unknown]>([
        ['and looks', untilStopped],
        ['and is told', untilTold],
        ['and throws', throwsIfStopped],
      ])('a running task is asked to stop, %s', async (_, endless) => {
        const pool = make(1);
        const [began, stopped] = [new Event({ in: region }), new Event({ in: region })];
        const abort = new AbortController();
        const running = pool.apply(endless, [began, stopped], { signal: abort.signal });
        await began.wait();
        const before = pool.stats().ids[0];
        abort.abort(new Error('enough'));
        await expect(running).rejects.toThrow('enough');
        await stopped.wait();
        expect(await pool.apply(tasks.square, [2])).toBe(4);
        expect(pool.stats().ids[0]).toBe(before);
      });

      it('a worker that does not listen is killed after its time', async () => {
        const pool = make(1);
        const began = new Event({ in: region });
        const abort = new AbortController();
        const running = pool.apply(tasks.loop, [began], { signal: abort.signal, killAfter: 5 });
        await began.wait();
        abort.abort();
        await expect(running).rejects.toMatchObject({ name: 'AbortError' });
        expect(await pool.apply(tasks.square, [3])).toBe(9);
      });

      it('times of any length are waited for', async () => {
        const pool = make(1);
        const ages = 2 ** 40;
        const result = pool.applyAsync(tasks.later, ['value', 20], { timeout: ages });
        expect(await result.wait({ timeout: ages })).toBe(true);
        expect(await result.get({ timeout: ages })).toBe('value');
        const [began, stopped] = [new Event({ in: region }), new Event({ in: region })];
        const abort = new AbortController();
        const options = { signal: abort.signal, killAfter: Number.POSITIVE_INFINITY };
        const running = pool.apply(tasks.untilStopped, [began, stopped], options);
        await began.wait();
        const before = pool.stats().ids;
        abort.abort(new Error('enough'));
        await expect(running).rejects.toThrow('enough');
        expect(await pool.apply(tasks.later, ['value', 20])).toBe('value');
        expect(pool.stats().ids).toEqual(before);
        pool.close();
        expect(await pool.join({ timeout: ages })).toBe(true);
      });

      it('a signal that is aborted while the arguments are read counts', async () => {
        const pool = make(1);
        const abort = new AbortController();
        const argument = {
          get late() {
            abort.abort(new Error('enough'));
            return 1;
          },
        };
        await expect(pool.apply(tasks.same, [argument], { signal: abort.signal })).rejects.toThrow('enough');
        expect(await pool.apply(tasks.square, [3])).toBe(9);
      });

      it('a blocking call ends with its timeout', async () => {
        const pool = make(1);
        const gate = new Event({ in: region });
        expectThrow(() => pool.applySync(tasks.waitFor, [gate], { timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        gate.set();
        expect(await pool.apply(tasks.square, [3])).toBe(9);
      });

      it.each([
        [{ killAfter: -1 }],
        [{ priority: 0.5 }],
        [{ timeout: -1 }],
        [{ signal: 5 }],
        [{ transfer: 5 }],
      ])('refuses %j', async (options) => {
        await expectReject(make(1).apply(tasks.square, [1], options as never), 'ERR_WEFT_ARGUMENT');
      });
    });

    it('takes more tasks than there is room for', { timeout: 180_000 }, async () => {
      const pool = make(2);
      // More than a pool has words for, so that these are used again.
      const many = numbers(kind === 'thread' ? 70_000 : 20_000);
      const all = await Promise.all(many.map((x) => pool.apply(tasks.square, [x])));
      expect(all.every((value, x) => value === x * x)).toBe(true);
      expect(pool.stats()).toMatchObject({ completed: many.length, queued: 0, running: 0 });
    });

    it('runs tasks in the order of their priorities', async () => {
      const pool = make(1);
      const gate = new Event({ in: region });
      const blocking = pool.apply(tasks.waitFor, [gate]);
      await until(() => pool.stats().running === 1);
      const [mine, theirs] = Pipe({ in: region, capacity: 4096 });
      const order = [5, 0, -1, 0, -7, 2 ** 31 - 1, 5, 1];
      const noted = order.map((priority, i) => pool.apply(tasks.note, [theirs, [priority, i]], { priority }));
      gate.set();
      await Promise.all([blocking, ...noted]);
      const seen = order.map(() => (mine.recvSync() as number[])[1]);
      expect(seen).toEqual([4, 2, 1, 3, 7, 0, 6, 5]);
    });

    it('feeds workers while the owner is busy', async () => {
      const done = new Latch(50, { in: region });
      const pool = make(2, { initializer: tasks.giveLatch, initargs: [done] });
      await pool.map(tasks.square, [1, 2]);
      const all = numbers(50).map(() => pool.apply(tasks.countDown));
      // No turn of this event loop until all are done.
      while (done.count() > 0);
      await Promise.all(all);
    });

    it('uses no more workers than it has, and the same ones again', async () => {
      const pool = make(3);
      const gate = new Event({ in: region });
      const began = new Latch(3, { in: region });
      const all = numbers(9).map(() => pool.apply(tasks.waitFor, [gate, began]));
      await began.wait();
      expect(pool.stats()).toMatchObject({ running: 3, queued: 6, workers: 3 });
      gate.set();
      await Promise.all(all);
      expect(new Set(await pool.map(tasks.whoAmI, numbers(60), { chunksize: 1 })).size).toBeLessThanOrEqual(
        3,
      );
    });

    describe('workers', () => {
      it('run the initializer before all else', async () => {
        const pool = make(2, { initializer: tasks.initialize, initargs: ['hello'] });
        expect(new Set(await pool.map(tasks.initialized, numbers(20), { chunksize: 1 }))).toEqual(
          new Set(['hello']),
        );
      });

      it('that cannot get ready break the pool', async () => {
        const pool = make(2, { initializer: tasks.initializeBadly });
        const failed = await Promise.allSettled(numbers(3).map(() => pool.apply(tasks.square, [1])));
        for (const one of failed) {
          expect(one).toMatchObject({
            reason: { code: 'ERR_WEFT_BROKEN_POOL', cause: { message: 'no luck', name: 'RangeError' } },
          });
        }
        await expectReject(pool.apply(tasks.square, [1]), 'ERR_WEFT_BROKEN_POOL');
        expect(pool.stats().state).toBe('broken');
        await pool.terminate();
      });

      it('are replaced after maxTasksPerChild', async () => {
        const pool = make(1, { maxTasksPerChild: 3 });
        const who: string[] = [];
        for (let i = 0; i < 9; i += 1) who.push(await pool.apply(tasks.whoAmI));
        expect(who.map((one) => who.indexOf(one))).toEqual([0, 0, 0, 3, 3, 3, 6, 6, 6]);
        expect((await pool.apply(tasks.bytes, [1_000_000])).length).toBe(1_000_000);
      });

      it('that end while they get ready break the pool', async () => {
        const pool = make(2, { initializer: tasks.exit, initargs: [3] });
        await expect(pool.apply(tasks.square, [1])).rejects.toMatchObject({
          code: 'ERR_WEFT_BROKEN_POOL',
          cause: { reason: 'exited' },
        });
        await pool.terminate();
        expect(pool.stats().workers).toBe(0);
      });

      it('have names', async () => {
        const nameOf = () => import('@weft/threads').then((threads) => threads.currentThread().name);
        const processName = () => import('@weft/threads').then((threads) => threads.currentProcess().name);
        const own = kind === 'thread' ? nameOf : processName;
        expect(await make(1, { name: 'spinner' }).apply(own)).toBe('spinner-1');
        const usual = await Promise.all([make(1).apply(own), make(1).apply(own)]);
        expect(new Set(usual).size).toBe(2);
        for (const name of usual) expect(name).toMatch(/^Pool-\d+-worker-1$/);
      });

      it.each([[5], ['text'], [{ module: 5 }]])('refuse the initializer %j', (initializer) => {
        expectThrow(() => make(1, { initializer } as never), 'ERR_WEFT_ARGUMENT');
      });

      it('are as many as there are processors', () => {
        expect(make(undefined).size).toBe(availableParallelism());
      });

      it('may be many', { timeout: 180_000 }, async () => {
        const pool = make(kind === 'thread' ? 200 : 24);
        expect(await pool.map(tasks.square, numbers(1000), { chunksize: 1 })).toEqual(
          numbers(1000).map((x) => x * x),
        );
      });

      it.each([[0], [-1], [0.5], ['12']])('refuses maxTasksPerChild %s', (maxTasksPerChild) => {
        expectThrow(() => make(1, { maxTasksPerChild } as never), 'ERR_WEFT_ARGUMENT');
      });

      it.each([[0], [-1], [1.5], [1e9], ['2']])('refuses to be %s', (n) => {
        expectThrow(() => make(n as number), 'ERR_WEFT_ARGUMENT');
      });

      it('that tasks have left busy go home nevertheless', async () => {
        const pool = make(2);
        await pool.map(tasks.leaveTimer, numbers(4), { chunksize: 1 });
        pool.close();
        expect(await pool.join()).toBe(true);
      });
    });

    describe('the end', () => {
      it('close finishes what is there and takes no more', async () => {
        const pool = make(2);
        const all = pool.map(tasks.square, numbers(50), { chunksize: 1 });
        await expectReject(pool.join(), 'ERR_WEFT_POOL_STATE');
        expectThrow(() => pool.joinSync(), 'ERR_WEFT_POOL_STATE');
        pool.close();
        pool.close();
        await expectReject(pool.apply(tasks.square, [1]), 'ERR_WEFT_POOL_STATE');
        expectThrow(() => pool.mapSync(tasks.square, [1]), 'ERR_WEFT_POOL_STATE');
        expect(await pool.join()).toBe(true);
        expect(await all).toHaveLength(50);
        expect(pool.stats()).toMatchObject({ state: 'closed', workers: 0 });
        await pool.terminate();
      });

      it('joinSync blocks until all is done', async () => {
        const pool = make(2);
        const all = pool.map(tasks.square, numbers(50), { chunksize: 1 });
        pool.close();
        expect(pool.joinSync({ timeout: 30_000 })).toBe(true);
        expect(await all).toHaveLength(50);
      });

      it('close ends the workers also if the last result is a large one', async () => {
        const pool = make(1);
        const last = pool.apply(tasks.bytes, [1_000_000]);
        pool.close();
        expect(await pool.join({ timeout: 30_000 })).toBe(true);
        expect(await last).toHaveLength(1_000_000);
      });

      it('close ends the workers also if the last task is given up', async () => {
        const pool = make(1);
        const abort = new AbortController();
        const last = pool.apply(tasks.square, [1], { signal: abort.signal });
        pool.close();
        abort.abort(new Error('enough'));
        await expect(last).rejects.toThrow('enough');
        expect(await pool.join({ timeout: 30_000 })).toBe(true);
      });

      it('join ends with its timeout and signal', async () => {
        const pool = make(1);
        const gate = new Event({ in: region });
        const waiting = pool.apply(tasks.waitFor, [gate]);
        pool.close();
        expect(await pool.join({ timeout: 3 })).toBe(false);
        expect(pool.joinSync({ timeout: 3 })).toBe(false);
        await expect(pool.join({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
        gate.set();
        await waiting;
        expect(await pool.join()).toBe(true);
      });

      it('terminate ends whatever runs', async () => {
        const pool = make(2);
        const began = new Event({ in: region });
        const all = [pool.apply(tasks.loop, [began]), ...numbers(20).map(() => pool.apply(tasks.loop))];
        await began.wait();
        const settled = Promise.allSettled(all);
        await pool.terminate();
        for (const one of await settled)
          expect(one).toMatchObject({ reason: { code: 'ERR_WEFT_POOL_TERMINATED' } });
        await expectReject(pool.apply(tasks.square, [1]), 'ERR_WEFT_POOL_STATE');
        expect(await pool.join()).toBe(true);
        await pool.terminate();
      });

      it('terminate and joinSync need no turn of the event loop', async () => {
        const pool = make(2);
        const began = new Event({ in: region });
        const running = pool.apply(tasks.loop, [began]);
        running.catch(() => {});
        await began.wait();
        const terminated = pool.terminate();
        expect(pool.joinSync({ timeout: 30_000 })).toBe(true);
        await expectReject(running, 'ERR_WEFT_POOL_TERMINATED');
        await terminated;
      });

      it('of a scope terminates', async () => {
        let kept: Pool;
        {
          await using pool = make(1);
          kept = pool;
          expect(await pool.apply(tasks.square, [2])).toBe(4);
        }
        await expectReject(kept.apply(tasks.square, [1]), 'ERR_WEFT_POOL_STATE');
        expect(kept.stats()).toMatchObject({ state: 'terminated', workers: 0 });
      });
    });

    it('errors of this package come as what they are', async () => {
      const pool = make(1);
      const failing = pool.apply(tasks.receiveFromNobody);
      await expect(failing).rejects.toBeInstanceOf(EndOfFileError);
    });

    it('tells what it has done', async () => {
      const pool = make(2);
      await pool.map(tasks.later, numbers(10), { chunksize: 1 });
      const { wait, run, completed } = pool.stats();
      expect([completed, wait.count, run.count]).toEqual([10, 10, 10]);
      for (const { min, p50, p90, p99, max } of [wait, run]) {
        expect(min).toBeLessThanOrEqual(max);
        expect(p50).toBeLessThanOrEqual(p90);
        expect(p90).toBeLessThanOrEqual(p99);
        expect(p99).toBeLessThanOrEqual(max);
      }
    });
  });
}
