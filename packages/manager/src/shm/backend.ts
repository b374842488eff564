/** Managers without a server: their objects live in a region of shared memory on this machine. */
import { ArgumentError, type SharedObject } from '@weft/atomics';
import type { ObjectOptions } from '@weft/atomics/kit';
import type { ProcessRegion } from '@weft/native-shm';
import type { Backend, ConnectOptions } from '../backend.js';
import type { ArrayType, SharedArray } from '../containers/array.js';
import type { DictKey, SharedDict } from '../containers/dict.js';
import type { SharedList } from '../containers/list.js';
import type {
  ManagedBarrier,
  ManagedBarrierOptions,
  ManagedCondition,
  ManagedEvent,
  ManagedLock,
  ManagedRLock,
  ManagedSemaphore,
} from '../containers/locks.js';
import type { PlaceOptions } from '../containers/managed-object.js';
import type { Namespace } from '../containers/namespace.js';
import type { ManagedQueue } from '../containers/queues.js';
import type { SharedSet } from '../containers/set.js';
import type { SharedValue } from '../containers/value.js';
import { NameTakenError, UnsupportedError } from '../errors.js';
import { ShmArray } from './array/shm-array.js';
import { Client } from './client.js';
import { ShmList } from './list/shm-list.js';
import { ShmBarrier } from './locks/shm-barrier.js';
import { ShmCondition } from './locks/shm-condition.js';
import { ShmEvent } from './locks/shm-event.js';
import { ShmLock, ShmRLock } from './locks/shm-lock.js';
import { ShmSemaphore } from './locks/shm-semaphore.js';
import { INTERNAL_PREFIX } from './memory/names.js';
import { wordAt } from './primitive.js';
import { ShmQueue } from './queues/shm-queue.js';
import { leaveRegion, removeRegion, useRegion } from './regions.js';
import { ShmDict } from './table/shm-dict.js';
import { ShmNamespace } from './table/shm-namespace.js';
import { ShmSet } from './table/shm-set.js';
import { ShmValue } from './value/shm-value.js';

/** Opens the region that an address names, or makes it. */
export async function connect(address: URL, options: ConnectOptions): Promise<Backend> {
  const name = decodeURIComponent(address.host);
  if (name === '' || (address.pathname !== '' && address.pathname !== '/')) {
    throw new ArgumentError(`an address of shared memory is shm://name, got ${address.href}`);
  }
  const region = await useRegion(name, options.bytes);
  try {
    return new ShmBackend(region, `shm://${address.host}`);
  } catch (error) {
    leaveRegion(region);
    throw error;
  }
}

class ShmBackend implements Backend {
  readonly address: string;
  readonly pid = undefined;
  readonly #region: ProcessRegion;
  readonly #client: Client;
  #closed = false;

  constructor(region: ProcessRegion, address: string) {
    this.address = address;
    this.#region = region;
    this.#client = new Client(region);
  }

  async list<T>(init: readonly T[], place: PlaceOptions): Promise<SharedList<T>> {
    const list = this.#make('list', place, (options) => new ShmList<T>(options));
    return this.#filled(list, place, () => list.fill(init));
  }

  async dict<K extends DictKey, V>(
    init: readonly (readonly [K, V])[],
    place: PlaceOptions,
  ): Promise<SharedDict<K, V>> {
    const dict = this.#make('dict', place, (options) => new ShmDict<K, V>(options));
    return this.#filled(dict, place, () => dict.fill(init));
  }

  async set<T>(init: readonly T[], place: PlaceOptions): Promise<SharedSet<T>> {
    const set = this.#make('set', place, (options) => new ShmSet<T>(options));
    return this.#filled(set, place, () => set.fill(init));
  }

  async namespace<A extends object>(init: A, place: PlaceOptions): Promise<Namespace<A>> {
    const namespace = this.#make('namespace', place, (options) => new ShmNamespace<A>(options));
    return this.#filled(namespace, place, () => namespace.fill(init));
  }

  async value<T>(init: T, place: PlaceOptions): Promise<SharedValue<T>> {
    const value = this.#make('value', place, (options) => new ShmValue<T>(options));
    return this.#filled(value, place, () => value.fill(init));
  }

  async array<E extends ArrayType>(
    type: E,
    init: readonly (number | bigint)[],
    place: PlaceOptions,
  ): Promise<SharedArray<E>> {
    const { length } = init;
    const array = this.#make('array', place, (options) => new ShmArray<E>({ ...options, type, length }));
    if (array.type !== type || array.length !== length) {
      throw new NameTakenError(
        `the name ${JSON.stringify(place.name)} belongs to an array of ${array.length} ${array.type}`,
      );
    }
    return this.#filled(array, place, () => array.init(init));
  }

  async lock(place: PlaceOptions): Promise<ManagedLock> {
    return this.#make('lock', place, (options) => new ShmLock(options));
  }

  async rlock(place: PlaceOptions): Promise<ManagedRLock> {
    return this.#make('rlock', place, (options) => new ShmRLock(options));
  }

  async semaphore(value: number, bounded: boolean, place: PlaceOptions): Promise<ManagedSemaphore> {
    const kind = bounded ? 'boundedSemaphore' : 'semaphore';
    return this.#make(kind, place, (options) => new ShmSemaphore({ ...options, value, bounded }));
  }

  async event(place: PlaceOptions): Promise<ManagedEvent> {
    return this.#make('event', place, (options) => new ShmEvent(options));
  }

  async condition(
    lock: ManagedLock | ManagedRLock | undefined,
    place: PlaceOptions,
  ): Promise<ManagedCondition> {
    if (lock !== undefined && !(lock instanceof ShmLock || lock instanceof ShmRLock)) {
      throw new ArgumentError('the lock of a condition must be of the same manager');
    }
    // The region knows its objects, not those of its clients.
    const here = lock && this.#region.blockAt(wordAt(lock));
    const own = here && (here.kind.attach(here) as ShmLock | ShmRLock);
    return this.#make('condition', place, (options) => new ShmCondition({ ...options, lock: own }));
  }

  async barrier(parties: number, local: ManagedBarrierOptions, place: PlaceOptions): Promise<ManagedBarrier> {
    const made = this.#make('barrier', place, (options) => new ShmBarrier({ ...options, parties }));
    if (made.parties !== parties) {
      throw new NameTakenError(
        `the name ${JSON.stringify(place.name)} belongs to a barrier of ${made.parties}`,
      );
    }
    return new ShmBarrier(this.#client.blockOf(made), local);
  }

  async queue<T>(kind: ManagedQueue['kind'], maxsize: number, place: PlaceOptions): Promise<ManagedQueue<T>> {
    const queue = this.#make(kind, place, (options) => new ShmQueue<T>({ ...options, kind, maxsize }));
    if (queue.maxsize !== maxsize) {
      throw new NameTakenError(
        `the name ${JSON.stringify(place.name)} belongs to a queue of at most ${queue.maxsize} items`,
      );
    }
    return queue;
  }

  async names(): Promise<ReadonlyMap<string, string>> {
    this.#client.checkOpen();
    const names = this.#region.names().filter((name) => !name.startsWith(INTERNAL_PREFIX));
    return new Map(names.map((name) => [name, kindOf(this.#region.get(name))]));
  }

  async remove(name: string): Promise<boolean> {
    this.#client.checkOpen();
    return !name.startsWith(INTERNAL_PREFIX) && this.#region.unname(name);
  }

  async pool(): Promise<never> {
    throw new UnsupportedError('shared memory has no workers: use Pool of @weft/threads');
  }

  async register(): Promise<never> {
    throw new UnsupportedError('shared memory runs no code: types need a server (Manager.start)');
  }

  async create(): Promise<never> {
    return this.register();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.close();
    leaveRegion(this.#region);
  }

  async shutdown(): Promise<void> {
    await removeRegion(this.#region);
    await this.close();
  }

  /** Fills an object; one that nobody else can have seen is not left behind if that fails. */
  async #filled<T extends SharedObject>(
    object: T,
    { name }: PlaceOptions,
    fill: () => Promise<void>,
  ): Promise<T> {
    try {
      await fill();
      return object;
    } catch (error) {
      if (name === undefined) this.#region.discard(wordAt(object));
      throw error;
    }
  }

  /** The object that `make` makes, or opens if it is there, as this client has it. */
  #make<T extends SharedObject>(
    kind: string,
    { name }: PlaceOptions,
    make: (options: ObjectOptions & { readonly in: ProcessRegion }) => T,
  ): T {
    this.#client.checkOpen();
    const taken = name === undefined ? undefined : this.#region.get(name);
    if (taken !== undefined && kindOf(taken) !== kind) {
      throw new NameTakenError(
        `the name ${JSON.stringify(name)} belongs to a ${kindOf(taken)}, not a ${kind}`,
      );
    }
    return this.#client.mine(make({ in: this.#region, name }));
  }
}

/** What an object is: of this package, or of another one that has made it in the same region. */
function kindOf(object: SharedObject | undefined): string {
  return (object as { kind?: string } | undefined)?.kind ?? object?.constructor.name ?? 'object';
}
