import { TimeoutError } from '@weft/atomics';
import { ShutDownError, TaskDoneError } from '@weft/shared-queue';
import type { Call } from '../call.js';
import type { Objects } from '../objects.js';
import { type LATER, type Result, ServedObject, type Stored, type Verbs, verbs } from '../served-object.js';
import type { ItemStore } from './item-stores.js';

/** A put that waits for room, with what it has not put yet. */
interface Putter {
  readonly call: Call;
  readonly items: readonly Stored[];
  readonly priorities: readonly number[];
  put: number;
}

interface Getter {
  readonly call: Call;
  readonly max: number;
}

export type QueueKind = 'queue' | 'lifoQueue' | 'priorityQueue';

/** A queue of any kind; in which order items leave it, its store knows. */
export class ServedQueue extends ServedObject {
  readonly kind: QueueKind;
  readonly verbs: Verbs<ServedQueue> = VERBS;
  readonly maxsize: number;
  readonly #objects: Objects;
  readonly #store: ItemStore;
  readonly #putters = new Set<Putter>();
  readonly #getters = new Set<Getter>();
  readonly #joiners = new Set<Call>();
  #unfinished = 0;
  #shut: 'no' | 'yes' | 'at once' = 'no';

  constructor(kind: QueueKind, objects: Objects, store: ItemStore, maxsize: number) {
    super();
    this.kind = kind;
    this.#objects = objects;
    this.#store = store;
    this.maxsize = maxsize;
  }

  override facts(): Result[] {
    return [this.maxsize];
  }

  override describe(): Record<string, boolean | number> {
    return {
      size: this.size,
      maxsize: this.maxsize,
      unfinished: this.#unfinished,
      getters: this.#getters.size,
      putters: this.#putters.size,
      ...(this.isShut && { shutDown: true }),
    };
  }

  override end(): void {
    this.#objects.dropAll(this.#store.drain());
  }

  get size(): number {
    return this.#store.size;
  }

  get isShut(): boolean {
    return this.#shut !== 'no';
  }

  get room(): number {
    return this.maxsize === 0 ? Number.POSITIVE_INFINITY : this.maxsize - this.#store.size;
  }

  /** Puts as many items as there is room for, unless others wait for room; how many. @throws ShutDownError */
  putNow(items: readonly Stored[], priorities: readonly number[]): number {
    if (this.isShut) throw shutDown();
    this.#objects.keepAll(items);
    const put = this.#putters.size > 0 ? 0 : this.#fill(items, priorities, 0);
    this.#objects.dropAll(items.slice(put));
    return put;
  }

  put(call: Call, items: readonly Stored[], priorities: readonly number[]): Result | typeof LATER {
    const timeout = call.timeout(0);
    if (this.isShut) throw shutDown();
    this.#objects.keepAll(items);
    const put = this.#putters.size > 0 ? 0 : this.#fill(items, priorities, 0);
    if (put === items.length) return put;
    const putter: Putter = { call, items, priorities, put };
    this.#putters.add(putter);
    return call.park(timeout, {
      timedOut: () => {
        const done = this.#giveUp(putter);
        if (done > 0) return done;
        throw new TimeoutError('the queue was full all the time');
      },
      withdraw: () => this.#giveUp(putter) || undefined,
    });
  }

  /** Takes up to `max` items. @throws ShutDownError if there will be none any more */
  takeNow(max: number): Stored[] {
    const taken: Stored[] = [];
    while (taken.length < max && this.#store.size > 0) taken.push(this.#store.take());
    if (taken.length === 0 && this.isShut) throw shutDown();
    this.#objects.dropAll(taken);
    if (taken.length > 0) this.#servePutters();
    return taken;
  }

  get(call: Call): Result | typeof LATER {
    const timeout = call.timeout(0);
    const max = call.integer(1, 1);
    const taken = this.takeNow(max);
    if (taken.length > 0) return taken;
    const getter: Getter = { call, max };
    this.#getters.add(getter);
    return call.park(timeout, {
      timedOut: () => {
        this.#getters.delete(getter);
        throw new TimeoutError('the queue was empty all the time');
      },
      withdraw: () => {
        this.#getters.delete(getter);
        return undefined;
      },
    });
  }

  taskDone(count: number): void {
    if (count > this.#unfinished) {
      throw new TaskDoneError(
        `${count} items were said to be done, but only ${this.#unfinished} are not yet`,
      );
    }
    this.#unfinished -= count;
    if (this.#unfinished === 0) this.#releaseJoiners();
  }

  join(call: Call): Result | typeof LATER {
    if (this.#unfinished === 0 || this.#shut === 'at once') return null;
    this.#joiners.add(call);
    return call.park(call.timeout(0), {
      timedOut: () => {
        this.#joiners.delete(call);
        throw new TimeoutError(`${this.#unfinished} items are not done yet`);
      },
      withdraw: () => {
        this.#joiners.delete(call);
        return undefined;
      },
    });
  }

  /** @returns the items that nobody gets, if it is shut down at once */
  shutDown(atOnce: boolean): Stored[] {
    if (this.#shut !== 'at once') this.#shut = atOnce ? 'at once' : 'yes';
    const left = atOnce ? this.#store.drain() : [];
    this.#unfinished -= left.length;
    this.#objects.dropAll(left);
    for (const putter of this.#putters) {
      const done = this.#giveUp(putter);
      if (done > 0) putter.call.reply(done);
      else putter.call.fail(shutDown());
    }
    if (this.#store.size === 0) {
      for (const { call } of this.#getters) call.fail(shutDown());
      this.#getters.clear();
    }
    if (atOnce || this.#unfinished === 0) this.#releaseJoiners();
    return left;
  }

  #releaseJoiners(): void {
    const joiners = [...this.#joiners];
    this.#joiners.clear();
    for (const call of joiners) call.reply(null);
  }

  #serveGetters(): void {
    for (const getter of this.#getters) {
      if (this.#store.size === 0) return;
      this.#getters.delete(getter);
      const taken: Stored[] = [];
      while (taken.length < getter.max && this.#store.size > 0) taken.push(this.#store.take());
      this.#objects.dropAll(taken);
      getter.call.reply(taken);
    }
  }

  #servePutters(): void {
    for (const putter of this.#putters) {
      putter.put = this.#fill(putter.items, putter.priorities, putter.put);
      if (putter.put < putter.items.length) return;
      this.#putters.delete(putter);
      putter.call.reply(putter.put);
    }
  }

  /** Puts items, which are kept already, from a place on while there is room. @returns the place of the first that is left */
  #fill(items: readonly Stored[], priorities: readonly number[], from: number): number {
    let put = from;
    while (put < items.length && this.room > 0) {
      this.#store.put(items[put] as Stored, priorities[put] ?? 0);
      put += 1;
      this.#unfinished += 1;
      // Getters that wait make room again.
      this.#serveGetters();
    }
    return put;
  }

  /** Takes a put out of the line. @returns how many of its items are put */
  #giveUp(putter: Putter): number {
    this.#putters.delete(putter);
    this.#objects.dropAll(putter.items.slice(putter.put));
    return putter.put;
  }
}

function shutDown(): ShutDownError {
  return new ShutDownError('the queue was shut down');
}

/** Items, each behind its priority in a priority queue, from argument `from` on. */
function itemsOf(queue: ServedQueue, call: Call, from: number): [items: Stored[], priorities: number[]] {
  if (queue.kind !== 'priorityQueue') return [call.values(from), []];
  const items: Stored[] = [];
  const priorities: number[] = [];
  for (let i = from; i < call.count; i += 2) {
    priorities.push(call.number(i));
    items.push(call.value(i + 1));
  }
  return [items, priorities];
}

const VERBS: Verbs<ServedQueue> = verbs<ServedQueue>({
  put: (queue, call) => queue.put(call, ...itemsOf(queue, call, 1)),
  tryPut: (queue, call) => queue.putNow(...itemsOf(queue, call, 0)) > 0,
  get: (queue, call) => queue.get(call),
  tryGet: (queue, call) => queue.takeNow(call.integer(0, 1)),

  taskDone(queue, call) {
    queue.taskDone(call.integer(0, 1));
  },

  join: (queue, call) => queue.join(call),
  qsize: (queue) => queue.size,
  full: (queue) => queue.room <= 0,
  shutdown: (queue, call) => queue.shutDown(call.flag(0)),
  isShutDown: (queue) => queue.isShut,
});
