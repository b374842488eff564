/** The two ends of a ring as its users see them, and how they wait. */
import { TimeoutError } from '@weft/atomics';
import type { Selectable, SelectHooks, SyncWaitOptions, WaitOptions } from '@weft/atomics/kit';
import { type Block, type Operation, PARK } from '@weft/atomics/kit';
import { SPSC } from '../layout.js';
import { Signal } from '../waiting/signal.js';
import { WaitAtSignal } from '../waiting/wait-at-signal.js';
import { type EndWords, RingEnd } from './ring-end.js';

/** Runs the waits of the ends of a ring. */
export interface Waiting {
  runSync<T>(operation: Operation<T>, options: SyncWaitOptions | undefined): T;
  runAsync<T>(operation: Operation<T>, options: WaitOptions | undefined, lane: number): Promise<T>;
}

/** What both kinds of end are made with. */
export interface EndParts {
  readonly block: Block;
  readonly waiting: Waiting;
  /** Items, or words of items, after which an end publishes without being asked. */
  readonly batch: number;
  /** Units in the ring. */
  readonly capacity: number;
}

const LANE = { PRODUCER: 0, CONSUMER: 1 } as const;

const PRODUCER: EndWords = {
  published: SPSC.TAIL,
  ahead: SPSC.PUSHED,
  otherPublished: SPSC.HEAD,
  otherAhead: SPSC.POPPED,
  owner: SPSC.PRODUCER,
  signal: SPSC.ITEMS,
  role: 'producer',
};

const CONSUMER: EndWords = {
  published: SPSC.HEAD,
  ahead: SPSC.POPPED,
  otherPublished: SPSC.TAIL,
  otherAhead: SPSC.PUSHED,
  owner: SPSC.CONSUMER,
  signal: SPSC.ROOM,
  role: 'consumer',
};

/** Waiting for the other end: `attempt` answers `undefined` if it has to. */
class WaitForOther<T> extends WaitAtSignal<T> {
  readonly #end: RingEnd;
  readonly #attempt: () => T | undefined;
  readonly #late: string;

  constructor(end: RingEnd, signal: Signal, late: string, attempt: () => T | undefined) {
    super(signal, false);
    this.#end = end;
    this.#attempt = attempt;
    this.#late = late;
    end.lookClosely();
  }

  override pulse(): void {
    super.pulse();
    this.#end.lookClosely();
  }

  protected tryNow(): T | typeof PARK {
    const outcome = this.#attempt();
    return outcome === undefined ? PARK : outcome;
  }

  protected leavesSome(): boolean {
    return false;
  }

  timedOut(): T {
    throw new TimeoutError(this.#late);
  }
}

/** The end that puts items in. One thread has it at a time. */
export abstract class Producer<T> extends RingEnd {
  protected readonly capacity: number = 0;
  readonly #waiting: Waiting;
  readonly #room: Signal;

  constructor({ block, waiting, batch, capacity }: EndParts) {
    super(block, PRODUCER, capacity, batch);
    this.capacity = capacity;
    this.#waiting = waiting;
    this.#room = new Signal(block, block.state + SPSC.ROOM);
  }

  /** Puts an item if there is room; whether it did. */
  abstract push(item: T): boolean;

  /** Puts as many items as there is room for, in order, and makes them visible; how many. */
  pushMany(items: ArrayLike<T>): number {
    let count = 0;
    while (count < items.length && this.push(items[count] as T)) count += 1;
    this.flush();
    return count;
  }

  /** Puts an item; waits while there is no room. @throws TimeoutError, ArgumentError, the signal's reason */
  put(item: T, options?: WaitOptions): Promise<void> {
    return this.#waiting.runAsync(this.#putting(item), options, LANE.PRODUCER).then(nothing);
  }

  /** As `put`, blocking the thread. @throws TimeoutError, ArgumentError */
  putSync(item: T, options?: SyncWaitOptions): void {
    if (options === undefined && this.push(item)) return;
    this.#waiting.runSync(this.#putting(item), options);
  }

  /** Whether there is room for so many units. */
  protected hasRoom(units: number): boolean {
    while (this.reach < units) if (!this.look()) return false;
    return true;
  }

  #putting(item: T): Operation<true> {
    const late = `${this.block.label} had no room within the timeout`;
    return new WaitForOther(this, this.#room, late, () => this.push(item) || undefined);
  }
}

/** The end that takes items out. One thread has it at a time. */
export abstract class Consumer<T> extends RingEnd implements Selectable {
  readonly #waiting: Waiting;
  readonly #items: Signal;

  constructor({ block, waiting, capacity }: EndParts) {
    // Room is of use only when the ring is full: an eighth of it at a time is soon enough.
    super(block, CONSUMER, 0, Math.max(1, capacity >>> 3));
    this.#waiting = waiting;
    this.#items = new Signal(block, block.state + SPSC.ITEMS);
  }

  /** Takes the next item, if there is one. */
  abstract pop(): T | undefined;

  /** Takes as many items as there are and fit into `out`, from its start; how many. */
  popMany(out: { [index: number]: T; readonly length: number }): number {
    let count = 0;
    for (; count < out.length; count += 1) {
      const item = this.pop();
      if (item === undefined) break;
      out[count] = item;
    }
    this.flush();
    return count;
  }

  /** Takes the next item; waits while there is none. @throws TimeoutError, ArgumentError, the signal's reason */
  get(options?: WaitOptions): Promise<T> {
    return this.#waiting.runAsync(this.#getting(), options, LANE.CONSUMER);
  }

  /** As `get`, blocking the thread. @throws TimeoutError, ArgumentError */
  getSync(options?: SyncWaitOptions): T {
    const item = options === undefined ? this.pop() : undefined;
    return item === undefined ? this.#waiting.runSync(this.#getting(), options) : item;
  }

  /** @internal */
  selectHooks(): SelectHooks {
    return {
      bell: this.block.bell,
      ready: () => this.hasItem(),
      watch: () => {
        this.#items.watch();
        this.lookClosely();
      },
    };
  }

  /** Whether there is something to take. */
  protected hasItem(): boolean {
    return this.limit !== this.position || this.look();
  }

  #getting(): Operation<T> {
    return new WaitForOther(this, this.#items, `${this.block.label} had no item within the timeout`, () =>
      this.pop(),
    );
  }
}

function nothing(): void {}
