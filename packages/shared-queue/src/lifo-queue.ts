import { Block, registerKind } from '@weft/atomics/kit';
import { BaseQueue } from './base-queue.js';
import { KIND, QUEUE } from './layout.js';
import { packerFor } from './packer.js';
import { stackOrder } from './pool/order.js';
import { planCells } from './pool/plan-cells.js';
import { PoolStore } from './pool/pool-store.js';
import { codecFor, placeQueue, type QueueOptions, storedCodec } from './queue-block.js';

/**
 * A last-in-first-out queue; everything else is as with `Queue`, except that producers and consumers share one
 * critical section, and that an item of any size goes in wherever there is room.
 *
 * @example
 * const stack = new LifoQueue<string>();
 * stack.putManySync(['a', 'b']);
 * stack.getSync(); // 'b'
 */
export class LifoQueue<T = unknown> extends BaseQueue<T> {
  constructor(options: QueueOptions<T> | Block = {}) {
    if (options instanceof Block) {
      const packer = packerFor(storedCodec<T>(options), options.memory.scope);
      super(options, new PoolStore(options, stackOrder), packer);
    } else {
      const codec = codecFor(options);
      const block = placeQueue(planCells(LIFO_KIND, codec, 0), options, codec);
      super(block, new PoolStore(block, stackOrder), packerFor(codec, block.memory.scope));
    }
  }
}

const LIFO_KIND = registerKind({
  number: KIND.LifoQueue,
  name: 'LifoQueue',
  words: QUEUE.CODEC + 2,
  attach: (block) => new LifoQueue(block),
});
