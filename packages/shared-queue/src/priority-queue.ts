import { Block, registerKind } from '@weft/atomics/kit';
import { BaseQueue } from './base-queue.js';
import { KIND, QUEUE } from './layout.js';
import { packerFor } from './packer.js';
import { heapOrder } from './pool/order.js';
import { planCells } from './pool/plan-cells.js';
import { PoolStore } from './pool/pool-store.js';
import { PRIORITY_WORDS, PriorityPacker } from './pool/priority-packer.js';
import { codecFor, placeQueue, type QueueOptions, storedCodec } from './queue-block.js';

/**
 * A queue of pairs `[priority, value]`, lowest priority first, and among equal ones first in, first out. Values may
 * be anything that the codec takes: only priorities are compared. A priority is any number but NaN; -0 equals 0.
 * Everything else is as with `LifoQueue`.
 *
 * @example
 * const jobs = new PriorityQueue<string>();
 * jobs.putManySync([[5, 'later'], [1, 'now']]);
 * jobs.getSync(); // [1, 'now']
 */
export class PriorityQueue<T = unknown> extends BaseQueue<[priority: number, value: T]> {
  constructor(options: QueueOptions<T> | Block = {}) {
    if (options instanceof Block) {
      const packer = new PriorityPacker(packerFor(storedCodec<T>(options), options.memory.scope));
      super(options, new PoolStore(options, heapOrder), packer);
    } else {
      const codec = codecFor(options);
      const block = placeQueue(planCells(PRIORITY_KIND, codec, PRIORITY_WORDS), options, codec);
      const packer = new PriorityPacker(packerFor(codec, block.memory.scope));
      super(block, new PoolStore(block, heapOrder), packer);
    }
  }
}

const PRIORITY_KIND = registerKind({
  number: KIND.PriorityQueue,
  name: 'PriorityQueue',
  words: QUEUE.CODEC + 2,
  attach: (block) => new PriorityQueue(block),
});
