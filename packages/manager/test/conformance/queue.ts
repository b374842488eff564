/** What queues of a manager do, whoever keeps them. */
import type { ManagedQueue, Manager } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';
import { isPending, LONG } from './waits.js';

interface Kind {
  readonly title: ManagedQueue['kind'];
  readonly make: (manager: Manager, options: object) => Promise<ManagedQueue<never>>;
  /** An item with that value; in a priority queue the value is the priority. */
  readonly item: (value: number) => unknown;
  readonly order: (values: readonly number[]) => readonly number[];
}

const KINDS: readonly Kind[] = [
  {
    title: 'queue',
    make: (manager, options) => manager.queue<never>(options),
    item: (value) => ({ value }),
    order: (values) => values,
  },
  {
    title: 'lifoQueue',
    make: (manager, options) => manager.lifoQueue<never>(options),
    item: (value) => ({ value }),
    order: (values) => [...values].reverse(),
  },
  {
    title: 'priorityQueue',
    make: (manager, options) => manager.priorityQueue<never>(options) as Promise<ManagedQueue<never>>,
    item: (value) => [value, { value }],
    order: (values) => [...values].sort((a, b) => a - b),
  },
];

const VALUES = [3, 1, 4, 15, 9, 2, 6];

export function queueSuite(setting: Setting): void {
  for (const kind of KINDS) suiteOf(kind, setting);

  describe(`priorityQueue, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('is fair among equals, and takes values of all types', async () => {
      const queue = await stage.here.priorityQueue<unknown>();
      for (const item of [
        [5, 100],
        [7, 200],
        [3, 'hello'],
        [4, { name: 'alex' }],
        [3, 'again'],
        [-1.5, null],
        [Number.NEGATIVE_INFINITY, 1],
      ] as [number, unknown][]) {
        await queue.put(item);
      }
      expect(await queue.getMany(10)).toEqual([
        [Number.NEGATIVE_INFINITY, 1],
        [-1.5, null],
        [3, 'hello'],
        [3, 'again'],
        [4, { name: 'alex' }],
        [5, 100],
        [7, 200],
      ]);
      for (const wrong of [5, [1], ['1', 1], [Number.NaN, 1], [1, 2, 3]]) {
        await expectReject(queue.put(wrong as never), 'ERR_WEFT_ARGUMENT');
        await expectReject(queue.tryPut(wrong as never), 'ERR_WEFT_ARGUMENT');
      }
    });
  });
}

function suiteOf(kind: Kind, setting: Setting): void {
  describe(`${kind.title}, ${setting.title}`, () => {
    const stage = onStage(setting);
    const make = (maxsize = 0) => kind.make(stage.here, { maxsize }) as Promise<ManagedQueue<unknown>>;
    const both = (maxsize = 0) =>
      stage.both((manager, name) => kind.make(manager, { name, maxsize }) as Promise<ManagedQueue<unknown>>);
    const items = (values: readonly number[]) => values.map(kind.item);

    it('gives items in its order, twice', async () => {
      const queue = await make();
      for (let round = 0; round < 2; round += 1) {
        for (const value of VALUES) await queue.put(kind.item(value));
        expect(await queue.qsize()).toBe(VALUES.length);
        for (const value of kind.order(VALUES)) expect(await queue.get()).toEqual(kind.item(value));
        expect(await queue.empty()).toBe(true);
      }
    });

    it('gives batches in its order', async () => {
      const queue = await make();
      expect(await queue.putMany(items(VALUES))).toBe(VALUES.length);
      const ordered = items(kind.order(VALUES));
      expect(await queue.getMany(3)).toEqual(ordered.slice(0, 3));
      expect(await queue.getMany(100)).toEqual(ordered.slice(3));
      expect(await queue.putMany([])).toBe(0);
      await expectReject(queue.getMany(0), 'ERR_WEFT_ARGUMENT');
    });

    it('tells whether it is empty or full, and refuses at its limits', async () => {
      const [here, there] = await both(2);
      expect([there.maxsize, await here.empty(), await here.full()]).toEqual([2, true, false]);
      expect(await here.tryGet()).toBe(undefined);
      await expectReject(here.getNowait(), 'ERR_WEFT_QUEUE_EMPTY');
      await here.putNowait(kind.item(1));
      expect(await there.tryPut(kind.item(2))).toBe(true);
      expect([await here.empty(), await here.full(), await here.qsize()]).toEqual([false, true, 2]);
      expect(await here.tryPut(kind.item(3))).toBe(false);
      await expectReject(here.putNowait(kind.item(3)), 'ERR_WEFT_QUEUE_FULL');
      await expectReject(there.put(kind.item(3), { timeout: 0 }), 'ERR_WEFT_TIMEOUT');
      await expectReject(there.put(kind.item(3), { timeout: 10 }), 'ERR_WEFT_TIMEOUT');
      const taken = [await there.tryGet(), await here.getNowait()];
      expect(taken).toEqual(items(kind.order([1, 2])));
      await expectReject(there.get({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
      await expectReject(there.get({ timeout: 10 }), 'ERR_WEFT_TIMEOUT');
      expect(await here.qsize()).toBe(0);
    });

    it('makes getters wait for items, and serves them in order of arrival', async () => {
      const [here, there] = await both();
      const waiting = [here.get(), here.get(), here.get()];
      expect(await isPending(Promise.race(waiting), () => here.qsize())).toBe(true);
      for (const value of VALUES.slice(0, 3)) await there.put(kind.item(value));
      const given = await Promise.all(waiting);
      if (setting.handsOver === false)
        expect(given).toEqual(expect.arrayContaining(items(VALUES.slice(0, 3))));
      else expect(given).toEqual(items(VALUES.slice(0, 3)));
    });

    it('makes putters wait for room, and serves them in order of arrival', async () => {
      const [here, there] = await both(1);
      await here.put(kind.item(1));
      const waiting = [here.put(kind.item(2)), here.put(kind.item(3))];
      expect(await isPending(Promise.race(waiting), () => here.qsize())).toBe(true);
      expect(await there.get()).toEqual(kind.item(1));
      await waiting[0];
      expect(await there.get()).toEqual(kind.item(2));
      await waiting[1];
      expect(await there.get()).toEqual(kind.item(3));
    });

    it('puts what there is room for, and the rest as room comes', async () => {
      const [here, there] = await both(2);
      const put = here.putMany(items([1, 2, 3, 4, 5]), { timeout: LONG });
      const taken: unknown[] = [];
      while (taken.length < 5) taken.push(...(await there.getMany(2, { timeout: LONG })));
      expect(await put).toBe(5);
      expect(taken).toHaveLength(5);
      expect(await here.putMany(items([1, 2, 3]), { timeout: 10 })).toBe(2);
      await expectReject(here.putMany(items([1]), { timeout: 10 }), 'ERR_WEFT_TIMEOUT');
    });

    it('keeps an item that nobody waits for any more', async () => {
      const [here, there] = await both();
      const abort = new AbortController();
      const waiting = here.get({ signal: abort.signal });
      expect(await isPending(waiting, () => here.qsize())).toBe(true);
      abort.abort(new RangeError('enough'));
      await expect(waiting).rejects.toThrow(new RangeError('enough'));
      await there.put(kind.item(1));
      expect(await there.get({ timeout: LONG })).toEqual(kind.item(1));
    });

    it('loses nothing when a wait is given up while an item comes', async () => {
      const [here, there] = await both();
      let got = 0;
      for (let round = 0; round < 50; round += 1) {
        const abort = new AbortController();
        const waiting = here.get({ signal: abort.signal }).then(
          () => {
            got += 1;
          },
          () => {},
        );
        const put = there.put(kind.item(round));
        abort.abort(new RangeError('enough'));
        await Promise.all([waiting, put]);
      }
      expect(got + (await there.qsize())).toBe(50);
    });

    it('keeps the item for somebody else when a getter dies', async () => {
      const name = stage.name();
      const here = (await kind.make(stage.here, { name })) as ManagedQueue<unknown>;
      const guest = await stage.client();
      const guests = (await kind.make(guest, { name })) as ManagedQueue<unknown>;
      const dying = guests.get();
      expect(await isPending(dying, () => guests.qsize())).toBe(true);
      const rejected = expectReject(dying, 'ERR_WEFT_CLOSED');
      await guest.close();
      await rejected;
      const waiting = here.get({ timeout: LONG });
      await here.put(kind.item(1));
      expect(await waiting).toEqual(kind.item(1));
    });

    it('waits until all is done', async () => {
      const [here, there] = await both();
      await here.join();
      for (let round = 0; round < 2; round += 1) {
        await here.putMany(items([1, 2, 3]));
        const joined = here.join();
        await there.getMany(3);
        await there.taskDone(2);
        await expectReject(there.join({ timeout: 10 }), 'ERR_WEFT_TIMEOUT');
        expect(await isPending(joined, () => here.qsize())).toBe(true);
        await there.taskDone();
        await joined;
        await expectReject(there.taskDone(), 'ERR_WEFT_TASK_DONE');
      }
    });

    describe('that is shut down', () => {
      it('takes nothing more, and gives what it has', async () => {
        const [here, there] = await both();
        await here.putMany(items([1, 2]));
        expect(await there.shutdown()).toEqual([]);
        expect(await here.isShutDown()).toBe(true);
        await expectReject(here.put(kind.item(3)), 'ERR_WEFT_SHUT_DOWN');
        await expectReject(here.tryPut(kind.item(3)), 'ERR_WEFT_SHUT_DOWN');
        await expectReject(here.putMany(items([3])), 'ERR_WEFT_SHUT_DOWN');
        expect(await here.getMany(5)).toEqual(items(kind.order([1, 2])));
        await expectReject(here.get(), 'ERR_WEFT_SHUT_DOWN');
        await expectReject(here.tryGet(), 'ERR_WEFT_SHUT_DOWN');
        await expectReject(here.getNowait(), 'ERR_WEFT_SHUT_DOWN');
        await here.taskDone(2);
        await here.join();
      });

      it('tells those who wait', async () => {
        const [here, there] = await both(1);
        const getters = [here.get(), here.get()].map((get) => expectReject(get, 'ERR_WEFT_SHUT_DOWN'));
        expect(await isPending(Promise.race(getters), () => here.qsize())).toBe(true);
        await there.shutdown();
        await Promise.all(getters);
        const [full, other] = await both(1);
        await full.put(kind.item(1));
        const putter = expectReject(full.put(kind.item(2)), 'ERR_WEFT_SHUT_DOWN');
        expect(await isPending(putter, () => full.qsize())).toBe(true);
        await other.shutdown();
        await putter;
        expect(await other.get()).toEqual(kind.item(1));
      });

      it('gives all back when it is shut down at once', async () => {
        const [here, there] = await both();
        await here.putMany(items([1, 2, 3]));
        await there.get();
        const joined = here.join();
        expect(await isPending(joined, () => here.qsize())).toBe(true);
        const left = await there.shutdown({ immediate: true });
        expect(left).toHaveLength(2);
        await joined;
        await expectReject(here.get(), 'ERR_WEFT_SHUT_DOWN');
        await expectReject(here.shutdown({ immediate: 1 as never }), 'ERR_WEFT_ARGUMENT');
      });

      it('ends iteration', async () => {
        const [here, there] = await both();
        await here.putMany(items([1, 2, 3]));
        await there.shutdown();
        const seen: unknown[] = [];
        for await (const item of here) seen.push(item);
        expect(seen).toEqual(items(kind.order([1, 2, 3])));
      });
    });

    it('hands each item to one consumer, and none is lost', async () => {
      const [here, there] = await both(16);
      const produce = async (queue: ManagedQueue<unknown>, from: number) => {
        for (let i = from; i < from + 150; i += 1) await queue.put(kind.item(i));
      };
      const taken: unknown[] = [];
      const consume = async (queue: ManagedQueue<unknown>) => {
        for await (const item of queue) {
          taken.push(item);
          await queue.taskDone();
        }
      };
      const consumers = [consume(here), consume(there), consume(there)];
      await Promise.all([produce(here, 0), produce(there, 150)]);
      await here.join({ timeout: LONG });
      await there.shutdown();
      await Promise.all(consumers);
      const values = taken.map((item) => (Array.isArray(item) ? item[0] : (item as { value: number }).value));
      expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    });
  });
}
