/** What a ring for one producer and one consumer does. */
import { attach, Latch, select } from '@weft/atomics';
import { type ConsumerOf, type ProducerOf, type RingOptions, SpscRing, struct } from '@weft/shared-queue';
import { describe, expect, it } from 'vitest';
import { expectReject, expectThrow, isSettled } from '../../../atomics/dist-test/support/outcome.js';
import { runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { needs } from '../support/runtime.js';
import { onQueueStage, RING_SCENARIOS, type Setting } from '../support/stage.js';

const SEED = runSeed('rings');

export function spscRingSuite(setting: Setting): void {
  describe(`SpscRing, ${setting.title}`, () => {
    const stage = onQueueStage(setting);
    const ringOf = (capacity = 8, options: RingOptions = {}) =>
      new SpscRing('int32', capacity, { ...options, ...stage.at() });

    it.each(['int32', 'uint32', 'float64'] as const)(
      'carries %s numbers in order, round and round',
      (type) => {
        const ring = new SpscRing(type, 8, stage.at());
        const [producer, consumer] = [ring.producer(), ring.consumer()];
        const extreme = { int32: -(2 ** 31), uint32: 2 ** 32 - 1, float64: -0.1 }[type];
        for (let round = 0; round < 10; round += 1) {
          for (const item of [round, extreme, 7]) expect(producer.push(item)).toBe(true);
          producer.flush();
          expect([consumer.pop(), consumer.pop(), consumer.pop(), consumer.pop()]).toEqual([
            round,
            extreme,
            7,
            undefined,
          ]);
        }
      },
    );

    it('is full at its capacity, which is a power of two', () => {
      const ring = ringOf(5);
      expect(ring.capacity).toBe(8);
      const producer = ring.producer();
      expect(Array.from({ length: 10 }, (_, i) => producer.push(i)).filter(Boolean).length).toBe(8);
      const consumer = ring.consumer();
      expect(consumer.pop()).toBe(0);
      consumer.flush();
      expect([producer.push(8), producer.push(9)]).toEqual([true, false]);
    });

    it('is a ring on the other side, too, if it is posted as it is', () => {
      const ring = ringOf();
      const posted = attach<typeof ring>(structuredClone(ring));
      ring.producer().push(5);
      ring.producer().flush();
      expect([posted.type, posted.consumer().pop()]).toEqual(['int32', 5]);
    });

    it('moves many at a time, typed or not, around its end', () => {
      const ring = ringOf(128);
      const [producer, consumer] = [ring.producer(), ring.consumer()];
      let next = 0;
      let expected = 0;
      for (let round = 0; round < 50; round += 1) {
        const items = Array.from({ length: (round * 13) % 100 }, (_, i) => next + i);
        next += producer.pushMany(round % 2 ? items : Int32Array.from(items));
        const out = round % 3 ? new Int32Array(90) : new Array<number>(90).fill(0);
        const count = consumer.popMany(out);
        for (let i = 0; i < count; i += 1, expected += 1) expect(out[i]).toBe(expected);
      }
    });

    it('shows a batch at its end, and less than that after a flush', () => {
      const ring = ringOf(64, { batch: 4 });
      const [producer, consumer] = [ring.producer(), ring.consumer()];
      for (let i = 0; i < 3; i += 1) producer.push(i);
      expect(consumer.pop()).toBe(undefined);
      producer.push(3);
      expect(consumer.pop()).toBe(0);
      for (let i = 0; i < 3; i += 1) consumer.pop();
      producer.push(4);
      producer.flush();
      expect(consumer.pop()).toBe(4);
    });

    it('lets a consumer find what an idle producer never published', async () => {
      const ring = ringOf(64, { batch: 16 });
      const producer = ring.producer();
      producer.push(1);
      producer.push(2);
      const consumer = ring.consumer();
      expect(await consumer.get()).toBe(1);
      expect(consumer.getSync()).toBe(2);
      producer.push(3);
      const polled: (number | undefined)[] = [];
      await until(() => polled.push(consumer.pop()) > 0 && polled.at(-1) !== undefined, 'a poll finds it');
      expect(polled.at(-1)).toBe(3);
    });

    it('lets a producer find room that an idle consumer never published', async () => {
      const ring = ringOf(64);
      const [producer, consumer] = [ring.producer(), ring.consumer()];
      for (let i = 0; i < 64; i += 1) producer.push(i);
      producer.flush();
      consumer.pop();
      await until(() => producer.push(64), 'a push finds room');
      consumer.pop();
      await producer.put(65);
    });

    it('shows the next item at once to a consumer that waits', async () => {
      const ring = ringOf(64, { batch: 64 });
      const producer = ring.producer();
      const consumer = ring.consumer();
      const getting = consumer.get();
      expect(await isSettled(getting)).toBe(false);
      producer.push(5);
      expect(await getting).toBe(5);
    });

    it('wakes a blocked consumer, and a blocked producer, in another thread', async () => {
      const ring = ringOf(2);
      const actor = await stage.actor();
      const taking = actor.run(RING_SCENARIOS, 'takeOne', ring);
      const producer = ring.producer();
      producer.push(11);
      expect(await taking).toBe(11);
      producer.pushMany([1, 2]);
      const putting = producer.put(3);
      expect(await isSettled(putting)).toBe(false);
      expect(await actor.run(RING_SCENARIOS, 'takeOne', ring)).toBe(1);
      await putting;
    });

    it('waits end by timeout and signal', async () => {
      const ring = ringOf(2);
      const [producer, consumer] = [ring.producer(), ring.consumer()];
      expectThrow(() => consumer.getSync({ timeout: 3 }), 'ERR_WEFT_TIMEOUT');
      await expectReject(consumer.get({ timeout: 3 }), 'ERR_WEFT_TIMEOUT');
      producer.pushMany([1, 2]);
      expectThrow(() => producer.putSync(3, { timeout: 3 }), 'ERR_WEFT_TIMEOUT');
      const abort = new AbortController();
      const putting = producer.put(3, { signal: abort.signal });
      abort.abort(new Error('enough'));
      await expect(putting).rejects.toThrow('enough');
      expectThrow(() => consumer.getSync({ timeout: -1 }), 'ERR_WEFT_ARGUMENT');
    });

    it('select hears of items', async () => {
      const ring = ringOf(8);
      const consumer = ring.consumer();
      const selecting = select([consumer]);
      expect(await isSettled(selecting)).toBe(false);
      ring.producer().push(1);
      expect(await selecting).toBe(consumer);
    });

    it('has one producer and one consumer at a time', async () => {
      const ring = ringOf(8);
      const producer = ring.producer();
      expect(ring.producer()).toBe(producer);
      const actor = await stage.actor();
      const began = new Latch(1, stage.at());
      await expect(actor.run(RING_SCENARIOS, 'pushAndIdle', ring, [], began)).rejects.toMatchObject({
        code: 'ERR_WEFT_RING_END_TAKEN',
      });
      producer.push(1);
      producer.close();
      producer.close();
      expectThrow(() => producer.push(2), 'ERR_WEFT_CLOSED');
      expect(ring.producer()).not.toBe(producer);
      ring.producer().push(2);
      ring.producer().flush();
      const consumer = ring.consumer();
      expect([consumer.pop(), consumer.pop()]).toEqual([1, 2]);
      consumer.close();
      expectThrow(() => consumer.pop(), 'ERR_WEFT_CLOSED');
    });

    it(
      'keeps what a producer pushed before it died, and gives its place to another',
      needs('prompt-kill'),
      async () => {
        const ring = ringOf(64, { batch: 16 });
        const began = new Latch(1, stage.at());
        const actor = await stage.actor();
        actor.run(RING_SCENARIOS, 'pushAndIdle', ring, [4, 5, 6], began).catch(() => {});
        await began.wait();
        await actor.kill();
        const consumer = ring.consumer();
        expect([await consumer.get(), await consumer.get(), await consumer.get()]).toEqual([4, 5, 6]);
        const producer = ring.producer();
        producer.push(7);
        producer.flush();
        expect(consumer.pop()).toBe(7);
      },
    );

    it(
      'goes on where killed producers stopped, with nothing half-written',
      needs('prompt-kill'),
      async () => {
        const ring = ringOf(256);
        const consumer = ring.consumer();
        for (let kill = 0; kill < scaled(5); kill += 1) {
          const began = new Latch(1, stage.at());
          const actor = await stage.actor();
          actor.run(RING_SCENARIOS, 'pushForEver', ring, began).catch(() => {});
          await began.wait();
          let expected = 0;
          const takeAll = () => {
            for (let item = consumer.pop(); item !== undefined; item = consumer.pop()) {
              expect(item).toBe(expected);
              expected += 1;
            }
          };
          await until(() => {
            takeAll();
            return expected > 1000;
          });
          await actor.kill();
          // The next owner publishes what the dead one had not.
          ring.producer().close();
          takeAll();
        }
      },
    );

    it.each([1, 2, 64, 1024])('keeps the sequence between two threads, capacity %i', async (capacity) => {
      const ring = ringOf(capacity);
      const [one, other] = [await stage.actor(), await stage.actor()];
      const count = scaled(capacity < 64 ? 3000 : 60_000);
      const popping = one.run(RING_SCENARIOS, 'popSequence', ring, count, SEED + 1);
      await other.run(RING_SCENARIOS, 'pushSequence', ring, count, SEED);
      expect(await popping).toBe(-1);
    });

    describe('of bytes', () => {
      const bytesRing = (capacity = 64) => new SpscRing('bytes', capacity, stage.at());
      const filled = (length: number, value: number) => new Uint8Array(length).fill(value);

      it('carries items of all sizes up to nearly half of it, round and round', () => {
        const ring = bytesRing(256);
        const [producer, consumer] = [ring.producer(), ring.consumer()];
        expect(ring.capacity).toBe(256);
        for (let i = 0; i < 500; i += 1) {
          const item = filled((i * 7) % 125, i);
          expect(producer.push(item)).toBe(true);
          producer.flush();
          expect(consumer.pop()).toEqual(item);
        }
        expectThrow(() => producer.push(filled(125, 1)), 'ERR_WEFT_ITEM_TOO_LARGE');
        expectThrow(() => producer.reserve(200), 'ERR_WEFT_ITEM_TOO_LARGE');
        expectThrow(() => producer.push('text' as never), 'ERR_WEFT_ARGUMENT');
      });

      it('lets both ends work where the item lies', () => {
        const ring = bytesRing();
        const [producer, consumer]: [ProducerOf<'bytes'>, ConsumerOf<'bytes'>] = [
          ring.producer(),
          ring.consumer(),
        ];
        const view = producer.reserve(20) as Uint8Array;
        view.set([1, 2, 3]);
        producer.commit(3);
        producer.flush();
        expect(Array.from(consumer.peek() as Uint8Array)).toEqual([1, 2, 3]);
        expect(Array.from(consumer.peek() as Uint8Array)).toEqual([1, 2, 3]);
        consumer.release();
        expect(consumer.peek()).toBe(undefined);
        expectThrow(() => consumer.release(), 'ERR_WEFT_ARGUMENT');
        expectThrow(() => producer.commit(), 'ERR_WEFT_ARGUMENT');
        producer.reserve(4);
        expectThrow(() => producer.commit(5), 'ERR_WEFT_ARGUMENT');
      });

      it('tells when there is no room', () => {
        const ring = bytesRing(64);
        const producer = ring.producer();
        let count = 0;
        while (producer.push(filled(12, 1))) count += 1;
        expect(count).toBe(4);
        expect(producer.reserve(12)).toBe(undefined);
      });
    });

    describe('of structs', () => {
      const trade = struct({ id: 'u32', price: 'f64', buy: 'bool', total: 'i64' });

      it('carries records as objects and as views', () => {
        const ring = new SpscRing(trade, 4, stage.at());
        const [producer, consumer] = [ring.producer(), ring.consumer()];
        for (let id = 0; id < 20; id += 1) {
          const item = { id, price: id / 3, buy: id % 2 === 0, total: BigInt(id) - 5n };
          expect(producer.push(item)).toBe(true);
          const view = producer.reserve() as typeof item;
          Object.assign(view, item);
          producer.commit();
          producer.flush();
          expect(consumer.pop()).toEqual(item);
          expect({ ...consumer.peek() }).toEqual(item);
          consumer.release();
        }
        expect(() => producer.push({ id: -1, price: 0, buy: true, total: 0n })).toThrow('"id" takes u32');
        expectThrow(() => producer.commit(), 'ERR_WEFT_ARGUMENT');
        expectThrow(() => consumer.release(), 'ERR_WEFT_ARGUMENT');
      });

      it('is found again with its type', () => {
        const at = stage.at('trades');
        const ring = new SpscRing(trade, 4, at);
        ring.producer().push({ id: 9, price: 1, buy: true, total: 1n });
        ring.producer().flush();
        if (at.in === undefined) return;
        const found = at.in.get('trades') as SpscRing<typeof trade>;
        expect(found.consumer().pop()).toEqual({ id: 9, price: 1, buy: true, total: 1n });
        expectThrow(() => new SpscRing('int32', 4, at), 'ERR_WEFT_ARGUMENT');
      });
    });

    it('refuses nonsense before it changes anything', () => {
      for (const make of [
        () => new SpscRing('text' as never, 8),
        () => new SpscRing({} as never, 8),
        () => new SpscRing('int32', 0),
        () => new SpscRing('int32', 2 ** 40),
        () => new SpscRing('int32', 8, { batch: 0 }),
        () => struct({}),
        () => struct({ a: 'text' as never }),
      ]) {
        expectThrow(make, 'ERR_WEFT_ARGUMENT');
      }
    });
  });
}
