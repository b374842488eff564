import { bytes, PriorityQueue, Queue, utf8 } from '@weft/shared-queue';
import { describe, it } from 'vitest';
import { expectReject, expectThrow } from '../../atomics/dist-test/support/outcome.js';
import { getIntoSuite } from './conformance/get-into.js';
import { threadSettings } from './support/stage.js';

for (const setting of threadSettings) getIntoSuite(setting);

describe('getInto', () => {
  it('is refused by queues of other items, and for other targets', async () => {
    const target = new Uint8Array(8);
    const texts = new Queue({ codec: utf8 }) as unknown as Queue<Uint8Array>;
    const priorities = new PriorityQueue({ codec: bytes }) as unknown as Queue<Uint8Array>;
    for (const queue of [texts, priorities]) {
      expectThrow(() => queue.getIntoSync(target), 'ERR_WEFT_ARGUMENT');
      await expectReject(queue.getInto(target), 'ERR_WEFT_ARGUMENT');
    }
    const queue = new Queue({ codec: bytes });
    for (const wrong of [undefined, null, 8, 'text', new ArrayBuffer(8), new Int32Array(8)]) {
      expectThrow(() => queue.getIntoSync(wrong as unknown as Uint8Array), 'ERR_WEFT_ARGUMENT');
    }
  });
});
