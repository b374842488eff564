import { Block, registerKind } from '@weft/atomics/kit';
import { BaseQueue } from './base-queue.js';
import { type Codec, isFixed } from './codecs/codec.js';
import { frameWords } from './frames.js';
import { KIND, QUEUE } from './layout.js';
import { packerFor } from './packer.js';
import { codecFor, placeQueue, type QueueOptions, type QueuePlan, storedCodec } from './queue-block.js';
import { RingStore } from './ring/ring-store.js';

/**
 * A first-in-first-out queue for any number of producers and consumers, in threads or, when it lives in a region that
 * they share, in processes.
 *
 * - **Items** are copied, by the queue's codec; shared objects in them arrive attached (see `structured`).
 * - **Order**: of the items of one producer, none overtakes another. An item is taken by exactly one consumer.
 * - **Backpressure**: puts wait while there are `maxsize` items in the queue or its memory is full. An item of any
 *   size up to that of the memory goes in; a larger one is an error at once. One that needs much room may be
 *   overtaken by smaller ones of other threads while it waits.
 * - **Fairness**: whoever is there first goes first; a waiter that was overtaken may call a fair round every 4 ms, as
 *   those of a `Semaphore` may.
 * - **Death** of a thread or process at any point costs at most the items that it had in its hands: what it had not
 *   put completely is not there, what it had taken completely is gone, all others go on.
 *
 * @example
 * const queue = new Queue<{ id: number }>({ maxsize: 100 });
 * queue.putSync({ id: 1 });
 * queue.getSync(); // { id: 1 }
 */
export class Queue<T = unknown> extends BaseQueue<T> {
  constructor(options: QueueOptions<T> | Block = {}) {
    if (options instanceof Block) {
      super(options, new RingStore(options), packerFor(storedCodec<T>(options), options.memory.scope));
    } else {
      const codec = codecFor(options);
      const block = placeQueue(planFor(codec), options, codec);
      super(block, new RingStore(block), packerFor(codec, block.memory.scope));
    }
  }
}

/** The smallest power of two that is not less. */
function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

function planFor<T>(codec: Codec<T>): QueuePlan {
  return {
    kind: QUEUE_KIND,
    memoryWords: (bytes) => powerOfTwo(Math.max(2, Math.ceil(bytes / 4))),
    bytesForItems: (maxsize) => (isFixed(codec) ? maxsize * frameWords(codec.bytes) * 4 : undefined),
  };
}

const QUEUE_KIND = registerKind({
  number: KIND.Queue,
  name: 'Queue',
  words: QUEUE.CODEC + 2,
  attach: (block) => new Queue(block),
});
