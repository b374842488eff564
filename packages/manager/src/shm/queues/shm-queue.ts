import type { WaitOptions } from '@weft/atomics';
import { Block, type Kind, registerKind } from '@weft/atomics/kit';
import { LifoQueue, PriorityQueue, Queue, ShutDownError, type ShutDownOptions } from '@weft/shared-queue';
import type { ManagedQueue } from '../../containers/queues.js';
import type { ContainerOptions } from '../container.js';
import { KIND, PRIMITIVE } from '../layout.js';
import { Primitive, placePrimitive } from '../primitive.js';

/** How a queue is made. */
export interface ShmQueueOptions extends ContainerOptions {
  readonly kind: ManagedQueue['kind'];
  /** The most items, 0 for no limit but its memory. */
  readonly maxsize: number;
  /** Its memory, default 256 KiB. */
  readonly bytes?: number | undefined;
}

const DEFAULT_BYTES = 2 ** 18;

const QUEUES = { queue: Queue, lifoQueue: LifoQueue, priorityQueue: PriorityQueue } as const;

type AnyQueue = Queue<unknown> | LifoQueue<unknown> | PriorityQueue<unknown>;

/** A queue of `@weft/shared-queue` in shared memory, in the shape of managers. */
export class ShmQueue<T = unknown> extends Primitive<AnyQueue> implements ManagedQueue<T> {
  constructor(options: ShmQueueOptions | Block) {
    super(options instanceof Block ? options : placeQueue(options));
  }

  get kind(): ManagedQueue['kind'] {
    if (this.inner instanceof PriorityQueue) return 'priorityQueue';
    return this.inner instanceof LifoQueue ? 'lifoQueue' : 'queue';
  }

  get maxsize(): number {
    return this.inner.maxsize;
  }

  async put(item: T, options?: WaitOptions): Promise<void> {
    return this.#queue.put(item, options);
  }

  async tryPut(item: T): Promise<boolean> {
    return this.#queue.tryPut(item);
  }

  async putNowait(item: T): Promise<void> {
    this.#queue.putNowait(item);
  }

  async putMany(items: Iterable<T>, options?: WaitOptions): Promise<number> {
    return this.#queue.putMany(items, options);
  }

  async get(options?: WaitOptions): Promise<T> {
    return this.#queue.get(options);
  }

  async tryGet(): Promise<T | undefined> {
    return this.#queue.tryGet();
  }

  async getNowait(): Promise<T> {
    return this.#queue.getNowait();
  }

  async getMany(max: number, options?: WaitOptions): Promise<T[]> {
    return this.#queue.getMany(max, options);
  }

  async taskDone(count?: number): Promise<void> {
    this.#queue.taskDone(count);
  }

  async join(options?: WaitOptions): Promise<void> {
    try {
      await this.#queue.join(options);
    } catch (error) {
      // Whoever is shut down at once waits for nothing any more.
      if (!(error instanceof ShutDownError)) throw error;
    }
  }

  async qsize(): Promise<number> {
    return this.#queue.qsize();
  }

  async empty(): Promise<boolean> {
    return this.#queue.empty();
  }

  async full(): Promise<boolean> {
    return this.#queue.full();
  }

  async shutdown(options?: ShutDownOptions): Promise<T[]> {
    return this.#queue.shutdown(options);
  }

  async isShutDown(): Promise<boolean> {
    return this.#queue.isShutDown();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    for await (const item of this.#queue) yield item;
    return undefined;
  }

  /** The types of its items differ from kind to kind, its verbs do not. */
  get #queue(): Queue<T> {
    return this.inner as unknown as Queue<T>;
  }
}

function placeQueue(options: ShmQueueOptions): Block {
  const { in: region, kind, maxsize, bytes = DEFAULT_BYTES } = options;
  const Inner = QUEUES[kind];
  return placePrimitive(KINDS[kind], options, () => new Inner({ in: region, maxsize, bytes }));
}

function queueKind(number: number, name: string): Kind {
  return registerKind({
    number,
    name,
    words: PRIMITIVE.SIZE,
    module: import.meta.url,
    attach: (block) => new ShmQueue(block),
  });
}

const KINDS = {
  queue: queueKind(KIND.Queue, 'ShmQueue'),
  lifoQueue: queueKind(KIND.LifoQueue, 'ShmLifoQueue'),
  priorityQueue: queueKind(KIND.PriorityQueue, 'ShmPriorityQueue'),
} as const;
