/** What every queue does: the behaviours of CPython's and gevent's queues, and those they leave open. */
import { Latch, select, share } from '@weft/atomics';
import type { Queue } from '@weft/shared-queue';
import { describe, expect, it } from 'vitest';
import {
  errorWith,
  expectReject,
  expectThrow,
  isSettled,
} from '../../../atomics/dist-test/support/outcome.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import type { Options, QueueKind } from '../support/kinds.js';
import { needs } from '../support/runtime.js';
import { type Actor, onQueueStage, SCENARIOS, type Setting } from '../support/stage.js';

const VALUES = [3, 1, 4, 15, 9, 2, 6];

export function queueSuite(kind: QueueKind, setting: Setting): void {
  describe(`${kind.title}, ${setting.title}`, () => {
    const stage = onQueueStage(setting);
    const { item, value } = kind;
    const queueOf = (options: Options = {}): Queue<unknown> =>
      kind.make({ bytes: 8192, ...options, ...stage.at() });
    const waits = (queue: Queue<unknown>, who: 'getters' | 'putters', what = true) =>
      until(() => (queue.describe()[who] === true) === what, `somebody waits: ${who}`);
    const actors = (count: number): Promise<Actor[]> =>
      Promise.all(Array.from({ length: count }, () => stage.actor()));
    const values = (items: readonly unknown[]) => items.map(value);

    describe('order and counts', () => {
      it('gives items in its order, twice on one queue', () => {
        const queue = queueOf();
        for (let round = 0; round < 2; round += 1) {
          for (const each of VALUES) queue.putSync(item(each));
          expect(queue.qsize()).toBe(VALUES.length);
          expect(values(VALUES.map(() => queue.getSync()))).toEqual(kind.order(VALUES));
          expect(queue.empty()).toBe(true);
        }
      });

      it('gives a batch in its order', () => {
        const queue = queueOf();
        expect(queue.putManySync(VALUES.map((each) => item(each)))).toBe(VALUES.length);
        expect(values(queue.getManySync(3))).toEqual(kind.order(VALUES).slice(0, 3));
        expect(values(queue.getManySync(100))).toEqual(kind.order(VALUES).slice(3));
      });

      it('tells its size, and whether it is empty or full', () => {
        const queue = queueOf({ maxsize: 2 });
        expect([queue.qsize(), queue.empty(), queue.full()]).toEqual([0, true, false]);
        queue.putSync(item(1));
        expect([queue.qsize(), queue.empty(), queue.full()]).toEqual([1, false, false]);
        queue.putSync(item(2));
        expect([queue.qsize(), queue.empty(), queue.full()]).toEqual([2, false, true]);
        queue.getSync();
        expect([queue.qsize(), queue.empty(), queue.full()]).toEqual([1, false, false]);
      });

      it('keeps the order of one producer to one consumer in another thread', async () => {
        const queue = queueOf({ maxsize: 7 });
        const actor = await stage.actor();
        const taking = actor.run<unknown[]>(SCENARIOS, 'take', queue, 100);
        for (let i = 0; i < 100; i += 1) queue.putSync(item(i));
        const taken = values(await taking);
        expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
        if (kind.title === 'Queue') expect(taken).toEqual(Array.from({ length: 100 }, (_, i) => i));
      });
    });

    describe('without waiting', () => {
      it('putNowait and getNowait throw at the limits', () => {
        const queue = queueOf({ maxsize: 1 });
        expectThrow(() => queue.getNowait(), 'ERR_WEFT_QUEUE_EMPTY');
        queue.putNowait(item(1));
        expectThrow(() => queue.putNowait(item(2)), 'ERR_WEFT_QUEUE_FULL');
        expect(value(queue.getNowait())).toBe(1);
        expectThrow(() => queue.getNowait(), 'ERR_WEFT_QUEUE_EMPTY');
      });

      it('tryPut and tryGet tell', () => {
        const queue = queueOf({ maxsize: 1 });
        expect(queue.tryGet()).toBe(undefined);
        expect([queue.tryPut(item(1)), queue.tryPut(item(2))]).toEqual([true, false]);
        expect(value(queue.tryGet())).toBe(1);
      });

      it('a timeout of 0 tries once', async () => {
        const queue = queueOf({ maxsize: 1 });
        expectThrow(() => queue.getSync({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(queue.get({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
        queue.putSync(item(1), { timeout: 0 });
        expectThrow(() => queue.putSync(item(2), { timeout: 0 }), 'ERR_WEFT_TIMEOUT');
        expect(value(queue.getSync({ timeout: 0 }))).toBe(1);
      });

      it('getNowait lets a waiting putter in', async () => {
        const queue = queueOf({ maxsize: 1 });
        queue.putSync(item(1));
        const putting = queue.put(item(2));
        expect(await isSettled(putting)).toBe(false);
        expect(value(queue.getNowait())).toBe(1);
        await putting;
        expect(value(queue.getNowait())).toBe(2);
      });
    });

    describe('timeouts', () => {
      it('end blocked and awaiting gets and puts', async () => {
        const queue = queueOf({ maxsize: 1 });
        expectThrow(() => queue.getSync({ timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(queue.get({ timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(queue.getMany(2, { timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        queue.putSync(item(1));
        expectThrow(() => queue.putSync(item(2), { timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(queue.put(item(2), { timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        expect(queue.qsize()).toBe(1);
        expect(value(queue.getSync())).toBe(1);
      });

      it('that are negative or no numbers are refused although there is an item', async () => {
        const queue = queueOf();
        queue.putSync(item(1));
        expectThrow(() => queue.getSync({ timeout: -1 }), 'ERR_WEFT_ARGUMENT');
        expectThrow(() => queue.putSync(item(1), { timeout: Number.NaN }), 'ERR_WEFT_ARGUMENT');
        await expectReject(queue.get({ timeout: -1 }), 'ERR_WEFT_ARGUMENT');
        expect(queue.qsize()).toBe(1);
      });

      it('of two getters leave the item for the next one', async () => {
        const queue = queueOf();
        const gone = [queue.get({ timeout: 3 }), queue.get({ timeout: 3 })];
        await Promise.all(gone.map((each) => expectReject(each, 'ERR_WEFT_TIMEOUT')));
        queue.putSync(item(1));
        expect(value(await queue.get())).toBe(1);
      });
    });

    describe('signals', () => {
      it('end waits with their reason and lose nothing', async () => {
        const queue = queueOf({ maxsize: 1 });
        const abort = new AbortController();
        const getting = queue.get({ signal: abort.signal });
        const other = queue.get();
        abort.abort(new Error('enough'));
        await expect(getting).rejects.toThrow('enough');
        queue.putSync(item(1));
        expect(value(await other)).toBe(1);
        queue.putSync(item(2));
        const stop = new AbortController();
        const putting = queue.put(item(3), { signal: stop.signal });
        stop.abort(new Error('stop'));
        await expect(putting).rejects.toThrow('stop');
        expect(values(queue.getManySync(5))).toEqual([2]);
      });

      it('that are aborted before leave the queue alone', async () => {
        const queue = queueOf();
        await expect(queue.put(item(1), { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
          'no',
        );
        queue.putSync(item(2));
        await expect(queue.get({ signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
        expect(queue.qsize()).toBe(1);
      });
    });

    describe('waiting', () => {
      it('a blocked getter is freed by a put of another thread', async () => {
        const queue = queueOf();
        const actor = await stage.actor();
        const getting = actor.call(queue, 'getSync');
        await waits(queue, 'getters');
        queue.putSync(item(7));
        expect(value(await getting)).toBe(7);
      });

      it('a blocked putter is freed by a get of another thread', async () => {
        const queue = queueOf({ maxsize: 1 });
        queue.putSync(item(1));
        const actor = await stage.actor();
        const putting = actor.call(queue, 'putSync', item(2));
        await waits(queue, 'putters');
        expect(value(queue.getSync())).toBe(1);
        await putting;
        expect(value(queue.getSync())).toBe(2);
      });

      it('a putter that waits for bytes is freed by a get', async () => {
        const queue = queueOf({ bytes: 1024 });
        const large = 'x'.repeat(500);
        queue.putSync(item(1, large));
        const actor = await stage.actor();
        const putting = actor.call(queue, 'putSync', item(2, large));
        await waits(queue, 'putters');
        expect(value(queue.getSync())).toBe(1);
        await putting;
        expect(queue.getSync()).toEqual(item(2, large));
      });

      it('awaiting and blocked getters share the items', async () => {
        const queue = queueOf();
        const actor = await stage.actor();
        const blocked = actor.call(queue, 'getSync');
        await waits(queue, 'getters');
        const awaiting = [queue.get(), queue.get()];
        queue.putManySync([item(1), item(2), item(3)]);
        const got = values(await Promise.all([blocked, ...awaiting]));
        expect(got.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
      });

      it('four waiters get one item each', async () => {
        const queue = queueOf();
        const getting = Array.from({ length: 4 }, () => queue.get());
        for (let i = 1; i <= 4; i += 1) queue.putSync(item(i));
        expect(values(await Promise.all(getting))).toEqual(kind.order([1, 2, 3, 4]));
      });

      it('puts that wait keep their order, and their items as they were', async () => {
        const queue = queueOf({ maxsize: 1 });
        queue.putSync(item(0));
        const changing: { value: number }[] = [{ value: 1 }, { value: 2 }, { value: 3 }];
        const puts = changing.map((each, i) => queue.put(item(i + 1, each)));
        for (const each of changing) each.value = 99;
        const taken: unknown[] = [];
        for (let i = 0; i < 4; i += 1) taken.push(await queue.get());
        await Promise.all(puts);
        expect(values(taken)).toEqual([0, 1, 2, 3]);
        expect(JSON.stringify(taken)).not.toContain('99');
      });

      it('a batch larger than the queue goes in as there is room', async () => {
        const queue = queueOf({ maxsize: 3 });
        const actor = await stage.actor();
        const taking = actor.run<unknown[]>(SCENARIOS, 'take', queue, 20);
        expect(queue.putManySync(Array.from({ length: 20 }, (_, i) => item(i)))).toBe(20);
        expect(values(await taking).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: 20 }, (_, i) => i),
        );
      });

      it('a batch that times out tells how many items are in', async () => {
        const queue = queueOf({ maxsize: 2 });
        const items = [item(1), item(2), item(3)];
        expect(queue.putManySync(items, { timeout: 5 })).toBe(2);
        expectThrow(() => queue.putManySync(items, { timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(queue.putMany(items, { timeout: 5 }), 'ERR_WEFT_TIMEOUT');
        queue.getSync();
        expect(await queue.putMany(items, { timeout: 5 })).toBe(1);
        expect(await queue.putMany([])).toBe(0);
      });

      it('getMany waits for one item only', async () => {
        const queue = queueOf();
        const getting = queue.getMany(10);
        queue.putSync(item(5));
        expect(values(await getting)).toEqual([5]);
      });
    });

    describe('tasks', () => {
      it('join waits until all are done, and may be joined again', async () => {
        const queue = queueOf();
        await queue.join();
        const crew = await actors(2);
        const drains = crew.map((actor) => actor.run<unknown[]>(SCENARIOS, 'drain', queue));
        for (let round = 0; round < 2; round += 1) {
          for (let i = 0; i < 50; i += 1) queue.putSync(item(i));
          queue.joinSync();
          expect([queue.empty(), queue.describe().unfinished]).toEqual([true, 0]);
        }
        queue.shutdown();
        const done = (await Promise.all(drains)).flat();
        expect(done.length).toBe(100);
      });

      it('one taskDone too many is an error, and changes nothing', async () => {
        const queue = queueOf();
        expectThrow(() => queue.taskDone(), 'ERR_WEFT_TASK_DONE');
        queue.putManySync([item(1), item(2)]);
        expectThrow(() => queue.taskDone(3), 'ERR_WEFT_TASK_DONE');
        queue.taskDone(2);
        expectThrow(() => queue.taskDone(), 'ERR_WEFT_TASK_DONE');
        await queue.join();
      });

      it('join times out', async () => {
        const queue = queueOf();
        queue.putSync(item(1));
        expectThrow(() => queue.joinSync({ timeout: 3 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(queue.join({ timeout: 3 }), 'ERR_WEFT_TIMEOUT');
      });

      it('several joiners are released by one taskDone', async () => {
        const queue = queueOf();
        queue.putSync(item(1));
        const crew = await actors(2);
        const joins = [...crew.map((actor) => actor.call(queue, 'joinSync')), queue.join(), queue.join()];
        expect(await isSettled(joins.at(-1) as Promise<unknown>)).toBe(false);
        queue.taskDone();
        await Promise.all(joins);
      });
    });

    describe('shut down', () => {
      it('refuses puts, lets the rest be taken, then refuses gets in all forms', async () => {
        const queue = queueOf();
        queue.putManySync(VALUES.map((each) => item(each)));
        expect(queue.shutdown()).toEqual([]);
        for (const put of [
          () => queue.putSync(item(1)),
          () => queue.putNowait(item(1)),
          () => queue.tryPut(item(1)),
          () => queue.putManySync([item(1)]),
        ]) {
          expectThrow(put, 'ERR_WEFT_SHUT_DOWN');
        }
        await expectReject(queue.put(item(1)), 'ERR_WEFT_SHUT_DOWN');
        await expectReject(queue.putMany([item(1)]), 'ERR_WEFT_SHUT_DOWN');
        expect(values(VALUES.map(() => queue.getNowait()))).toEqual(kind.order(VALUES));
        queue.taskDone(VALUES.length);
        queue.joinSync();
        for (const get of [
          () => queue.getSync(),
          () => queue.getSync({ timeout: 10 }),
          () => queue.getNowait(),
          () => queue.tryGet(),
          () => queue.getManySync(2),
        ]) {
          expectThrow(get, 'ERR_WEFT_SHUT_DOWN');
        }
        await expectReject(queue.get(), 'ERR_WEFT_SHUT_DOWN');
        expect(queue.isShutDown()).toBe(true);
      });

      it('at once hands back what was not taken and releases joiners', async () => {
        const queue = queueOf();
        queue.putManySync(VALUES.map((each) => item(each)));
        const joining = queue.join();
        expect(values(queue.shutdown({ immediate: true }))).toEqual(kind.order(VALUES));
        await joining;
        expectThrow(() => queue.getNowait(), 'ERR_WEFT_SHUT_DOWN');
        expectThrow(() => queue.putNowait(item(1)), 'ERR_WEFT_SHUT_DOWN');
        expect(queue.shutdown({ immediate: true })).toEqual([]);
      });

      it('wakes every blocked getter', async () => {
        const queue = queueOf();
        const crew = await actors(2);
        const gets = [...crew.map((actor) => actor.call(queue, 'getSync')), queue.get(), queue.get()];
        await waits(queue, 'getters');
        queue.shutdown();
        await Promise.all(gets.map((each) => expectReject(each, 'ERR_WEFT_SHUT_DOWN')));
      });

      it('wakes every blocked putter', async () => {
        const queue = queueOf({ maxsize: 1 });
        queue.putSync(item(0));
        const crew = await actors(2);
        const puts = [
          ...crew.map((actor) => actor.call(queue, 'putSync', item(1))),
          queue.put(item(2)),
          queue.put(item(3)),
        ];
        await waits(queue, 'putters');
        queue.shutdown();
        await Promise.all(puts.map((each) => expectReject(each, 'ERR_WEFT_SHUT_DOWN')));
        expect(values([queue.getSync()])).toEqual([0]);
      });

      it('at once wakes joiners of what others are working on', async () => {
        const queue = queueOf();
        queue.putSync(item(1));
        const actor = await stage.actor();
        const joins = [actor.call(queue, 'joinSync'), queue.join()];
        queue.getSync();
        queue.shutdown({ immediate: true });
        await Promise.all(joins.map((each) => expectReject(each, 'ERR_WEFT_SHUT_DOWN')));
      });

      it('leaves joiners waiting for what is still being done', async () => {
        const queue = queueOf();
        queue.putManySync([item(1), item(2)]);
        const joining = queue.join();
        queue.shutdown();
        queue.getSync();
        queue.taskDone();
        expect(await isSettled(joining)).toBe(false);
        queue.getSync();
        queue.taskDone();
        await joining;
      });

      it('of three getters for two items, one is told', async () => {
        const queue = queueOf();
        queue.putManySync([item(1), item(2)]);
        queue.shutdown();
        const ends = await Promise.allSettled([queue.get(), queue.get(), queue.get()]);
        expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      });

      it('in mid-stream ends writers and readers, and nothing is lost', async () => {
        const queue = queueOf({ maxsize: 16 });
        const crew = await actors(5);
        const writers = crew
          .slice(0, 2)
          .map((a) => a.run<number>(SCENARIOS, 'putUntilShutDown', queue, item(1)));
        const readers = [
          ...crew.slice(2, 4).map((actor) => actor.run<unknown[]>(SCENARIOS, 'drain', queue)),
          (crew[4] as Actor).run<unknown[]>(SCENARIOS, 'drainAsync', queue),
        ];
        await until(() => Number(queue.describe().unfinished) > 0);
        for (let i = 0; i < 200; i += 1) await queue.put(item(1));
        queue.shutdown();
        const put = (await Promise.all(writers)).reduce((sum, count) => sum + count, 200);
        expect((await Promise.all(readers)).flat().length).toBe(put);
        queue.joinSync();
      });

      it('at once takes an option that is a boolean', () => {
        expectThrow(() => queueOf().shutdown({ immediate: 1 as never }), 'ERR_WEFT_ARGUMENT');
      });
    });

    describe('iteration', () => {
      it('ends when the queue is shut down and empty', async () => {
        const queue = queueOf();
        queue.putManySync([item(1), item(2)]);
        queue.shutdown();
        expect(values(Array.from(queue.sync())).length).toBe(2);
        const more = queueOf();
        setTimeout(() => {
          more.putSync(item(5));
          more.shutdown();
        }, 0);
        const seen: unknown[] = [];
        for await (const each of more) seen.push(each);
        expect(values(seen)).toEqual([5]);
      });

      it('may be left early and taken up again', () => {
        const queue = queueOf();
        queue.putManySync([item(1), item(1), item(1)]);
        for (const _ of queue.sync()) break;
        expect(queue.qsize()).toBe(2);
      });
    });

    describe('select', () => {
      it('hears of items and of the shut down', async () => {
        const [first, second] = [queueOf(), queueOf()];
        const selecting = select([first, second]);
        expect(await isSettled(selecting)).toBe(false);
        second.putSync(item(1));
        expect(await selecting).toBe(second);
        expect(await select([first, second])).toBe(second);
        second.getSync();
        const again = select([second, first]);
        first.shutdown();
        expect(await again).toBe(first);
      });

      it('hears of items from another thread', async () => {
        const queue = queueOf();
        const actor = await stage.actor();
        const selecting = select([queue]);
        await actor.call(queue, 'putSync', item(3));
        expect(await selecting).toBe(queue);
      });
    });

    describe('items', () => {
      it('larger than the queue are refused at once', async () => {
        const queue = queueOf({ bytes: 1024 });
        const huge = item(1, 'x'.repeat(2000));
        expectThrow(() => queue.putSync(huge), 'ERR_WEFT_ITEM_TOO_LARGE');
        expectThrow(() => queue.putManySync([item(1), huge]), 'ERR_WEFT_ITEM_TOO_LARGE');
        await expectReject(queue.put(huge), 'ERR_WEFT_ITEM_TOO_LARGE');
        expect(queue.qsize()).toBe(0);
      });

      it('of all sizes go round and round', () => {
        const queue = queueOf({ bytes: 4096 });
        for (let i = 0; i < 300; i += 1) {
          const text = String(i).repeat(1 + ((i * 37) % 900));
          queue.putSync(item(i, text));
          expect(queue.getSync()).toEqual(item(i, text));
        }
      });

      it('give their memory back when they are taken', () => {
        const queue = queueOf({ bytes: 4096 });
        const fill = () => {
          let count = 0;
          while (queue.tryPut(item(count, 'some text'))) count += 1;
          return count;
        };
        const first = fill();
        queue.getManySync(first);
        expect(fill()).toBe(first);
        expect(first).toBeGreaterThan(20);
      });

      it('that cannot be encoded are refused, and the queue goes on', () => {
        const queue = queueOf();
        expectThrow(() => queue.putSync(item(1, () => {})), 'ERR_WEFT_CODEC');
        queue.putSync(item(2));
        expect(value(queue.getSync())).toBe(2);
      });

      it('may put into the queue while they are encoded', () => {
        const queue = queueOf();
        const reentrant = {
          get inner() {
            queue.putSync(item(1, 'from inside'));
            return 'outer';
          },
        };
        queue.putSync(item(2, reentrant));
        const taken = queue.getManySync(10);
        expect(values(taken)).toContain(2);
        expect(JSON.stringify(taken)).toContain('outer');
        expect(JSON.stringify(taken)).toContain('from inside');
      });
    });

    describe('death', () => {
      it('of a thread with an item in its hands leaves the others going', needs('node-modules'), async () => {
        const queue = queueOf();
        queue.putManySync([item(1), item(2)]);
        const actor = await stage.actor();
        await expect(actor.run(SCENARIOS, 'takeAndExit', queue)).rejects.toThrow('ended');
        expect(queue.getManySync(5).length).toBe(1);
        queue.putSync(item(3));
        expect(value(queue.getSync())).toBe(3);
        expect(queue.describe().unfinished).toBe(3);
      });

      it('of blocked threads leaves no trace', needs('prompt-kill'), async () => {
        const queue = queueOf({ maxsize: 1 });
        const [one, other] = (await actors(2)) as [Actor, Actor];
        const getting = one.call(queue, 'getSync');
        await waits(queue, 'getters');
        await one.kill();
        await expect(getting).rejects.toThrow('ended');
        queue.putSync(item(1));
        const putting = other.call(queue, 'putSync', item(2));
        await waits(queue, 'putters');
        await other.kill();
        await expect(putting).rejects.toThrow('ended');
        expect(value(queue.getSync())).toBe(1);
        queue.putSync(item(3));
        expect(value(queue.getSync())).toBe(3);
      });
    });

    it('passes items between 4 producers and 4 consumers, none lost or doubled', async () => {
      const queue = queueOf({ maxsize: 32 });
      const crew = await actors(8);
      const each = 100;
      const began = new Latch(4, stage.at());
      const putting = crew.slice(0, 4).map((actor, p) => {
        const items = Array.from({ length: each }, (_, i) => item(p * each + i));
        return actor.run(SCENARIOS, 'putAll', queue, items, began);
      });
      const taking = crew
        .slice(4)
        .map((actor, c) => actor.run<unknown[]>(SCENARIOS, c % 2 ? 'take' : 'pollFor', queue, each));
      await Promise.all(putting);
      const taken = values((await Promise.all(taking)).flat());
      expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 4 * each }, (_, i) => i));
    });

    it('refuses nonsense before it changes anything', () => {
      for (const options of [
        { maxsize: -1 },
        { maxsize: 1.5 },
        { bytes: 0 },
        { bytes: 2 ** 40 },
        { codec: {} },
        { codec: { name: '', encode() {}, decode() {} } },
        { in: {} },
        { name: '' },
      ]) {
        expectThrow(() => kind.make(options as never), 'ERR_WEFT_ARGUMENT');
      }
      expectThrow(() => queueOf().getManySync(0), 'ERR_WEFT_ARGUMENT');
      expectThrow(() => queueOf().taskDone(0), 'ERR_WEFT_ARGUMENT');
    });

    it('says in words what it is and how full', () => {
      const queue = queueOf({ maxsize: 3 });
      queue.putSync(item(1));
      expect(String(queue)).toBe(`[${kind.title} size=1 maxsize=3 unfinished=1]`);
      queue.shutdown();
      expect(String(queue)).toContain('shutDown=true');
    });

    it('names itself in errors', () => {
      const queue = kind.make({ bytes: 1024, ...stage.at('jobs') });
      expect(() => queue.getNowait()).toThrow(`${kind.title} "jobs" is empty`);
      expect(() => queue.getSync({ timeout: 0 })).toThrow(errorWith('ERR_WEFT_TIMEOUT') as Error);
      expect(share({ queue })).toMatchObject({ queue: { '@weft': kind.title } });
    });
  });
}
