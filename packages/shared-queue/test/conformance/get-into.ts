/** Bytes into memory of the caller. */
import { bytes, LifoQueue, Queue } from '@weft/shared-queue';
import { describe, expect, it } from 'vitest';
import { expectReject, expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { onQueueStage, type Setting } from '../support/stage.js';

const KINDS = { Queue, LifoQueue };

/** Sizes around those at which items are kept and copied in other ways, and up to all there is. */
const SIZES = [0, 1, 3, 4, 95, 96, 97, 1023, 1024, 1025, 5000];

function bytesOf(size: number, first = 0): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (first + i * 7) & 0xff);
}

export function getIntoSuite(setting: Setting): void {
  for (const [name, Kind] of Object.entries(KINDS)) {
    describe(`getInto of ${name}, ${setting.title}`, () => {
      const stage = onQueueStage(setting);
      const queueOf = () => new Kind<Uint8Array>({ codec: bytes, bytes: 16 * 1024, ...stage.at() });

      it('fills the start of the array and leaves the rest', async () => {
        const queue = queueOf();
        const target = new Uint8Array(6000);
        for (const [i, size] of SIZES.entries()) {
          const item = bytesOf(size, i);
          queue.putSync(item);
          target.fill(0xee);
          expect(i % 2 === 0 ? queue.getIntoSync(target) : await queue.getInto(target)).toBe(size);
          expect(target.subarray(0, size)).toEqual(item);
          expect(target.subarray(size).every((byte) => byte === 0xee)).toBe(true);
        }
      });

      it('takes items round and round, in step with other gets', () => {
        const queue = queueOf();
        const target = new Uint8Array(3000);
        for (let i = 0; i < 200; i += 1) {
          const item = bytesOf((i * 97) % 3000, i);
          queue.putSync(item);
          if (i % 3 === 0) expect(queue.getSync()).toEqual(item);
          else {
            expect(queue.getIntoSync(target)).toBe(item.length);
            expect(target.subarray(0, item.length)).toEqual(item);
          }
        }
      });

      it('leaves an item that the array is too small for', async () => {
        const queue = queueOf();
        for (const size of [5, 2000]) {
          const item = bytesOf(size);
          queue.putSync(item);
          expectThrow(() => queue.getIntoSync(new Uint8Array(size - 1)), 'ERR_WEFT_ITEM_TOO_LARGE');
          await expectReject(queue.getInto(new Uint8Array(0)), 'ERR_WEFT_ITEM_TOO_LARGE');
          expect(queue.qsize()).toBe(1);
          expect(queue.getSync()).toEqual(item);
        }
      });

      it('waits for an item, and no longer than asked to', async () => {
        const queue = queueOf();
        const target = new Uint8Array(8);
        expectThrow(() => queue.getIntoSync(target, { timeout: 1 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(queue.getInto(target, { timeout: 1 }), 'ERR_WEFT_TIMEOUT');
        const [first, second] = [queue.getInto(target.subarray(0, 4)), queue.getInto(target.subarray(4))];
        const actor = await stage.actor();
        await actor.call(queue, 'putManySync', [bytesOf(4, 1), bytesOf(4, 9)]);
        expect(await Promise.all([first, second])).toEqual([4, 4]);
        // Which of the two got which depends on the kind of queue.
        const halves = [target.subarray(0, 4), target.subarray(4)].sort(
          ([one = 0], [other = 0]) => one - other,
        );
        expect(halves).toEqual([bytesOf(4, 1), bytesOf(4, 9)]);
        queue.shutdown();
        expectThrow(() => queue.getIntoSync(target), 'ERR_WEFT_SHUT_DOWN');
      });
    });
  }
}
