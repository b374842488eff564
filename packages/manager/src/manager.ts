import { checkFunction, checkInteger, checkName, checkOptions, checkTimeout } from '@weft/atomics/kit';
import type { Backend, ConnectOptions } from './backend.js';
import { backendOf } from './backends.js';
import { type ArrayType, checkArrayType, numbersFor, type SharedArray } from './containers/array.js';
import { type DictKey, entriesOf, type SharedDict } from './containers/dict.js';
import type { SharedList } from './containers/list.js';
import type {
  ManagedBarrier,
  ManagedBarrierOptions,
  ManagedCondition,
  ManagedEvent,
  ManagedLock,
  ManagedRLock,
  ManagedSemaphore,
} from './containers/locks.js';
import type { PlaceOptions } from './containers/managed-object.js';
import { checkAttributes, type Namespace } from './containers/namespace.js';
import type { ManagedPool } from './containers/pool.js';
import type {
  ManagedLifoQueue,
  ManagedPriorityQueue,
  ManagedQueue,
  ManagedQueueOptions,
} from './containers/queues.js';
import type { AnyMaker, ModuleTarget, RemoteMaker, TypeOptions } from './containers/registered.js';
import type { SharedSet } from './containers/set.js';
import type { SharedValue } from './containers/value.js';
import type { StartOptions } from './server/options.js';

/** The most permits, parties and workers. */
const MOST = 0x7fffffff;

/**
 * Makes lists, dicts, locks, queues and more that processes share (Python's `multiprocessing.Manager`), also on several
 * machines. Where they are kept, the address says:
 *
 * | address | kept by |
 * |---|---|
 * | none, `unix:///path`, `tcp://host:port`, `tls://host:port` | a server: `start()` starts one, `ManagerServer` is one |
 * | `shm://name` | a region of shared memory on this machine (`@weft/native-shm`), without any server |
 * | `redis://host:port/db`, `rediss://…` | Valkey or Redis (`ioredis`) |
 *
 * The objects have the same verbs everywhere. With a `name`, a method that makes one opens the one that has it, if there is
 * one. It rejects with a `NameTakenError` if that is of another kind or made otherwise, and with a `CodecError` if what is
 * to be in it cannot be carried.
 *
 * One manager is one client: locks that it holds are abandoned when it ends. It keeps the program alive only while calls are
 * under way.
 *
 * @example
 * await using manager = await Manager.start();
 * const list = await manager.list([11, 22, 33]);
 * const child = new Process({ target: async (list) => { await list.append(44); }, args: [list] }).start();
 * await child.join();
 * await list.toArray(); // [11, 22, 33, 44]
 */
export class Manager implements AsyncDisposable {
  readonly #backend: Backend;
  /** Whether `await using` ends the server, too. */
  readonly #owned: boolean;

  private constructor(backend: Backend, owned: boolean) {
    this.#backend = backend;
    this.#owned = owned;
  }

  /**
   * Starts a server in a process of its own, which ends with this one, however that ends, and connects to it. By default it
   * listens on a Unix socket that only this user reaches.
   *
   * @throws ConnectError if it cannot listen there, ArgumentError
   */
  static async start(options: StartOptions = {}): Promise<Manager> {
    checkOptions('options', options);
    const { startServer } = await import('./server/start-server.js');
    return new Manager(await startServer(options), true);
  }

  /**
   * Connects to what is at an address, and makes it if it is memory.
   *
   * @throws ConnectError, AuthenticationError, BackendMissingError, ArgumentError
   */
  static async connect(address: string, options: ConnectOptions = {}): Promise<Manager> {
    checkOptions('options', options);
    checkTimeout(options.connectTimeout);
    const { module, url } = await backendOf(address);
    return new Manager(await module.connect(url, options), false);
  }

  /** Where others reach the same objects. No key or password is in it. */
  get address(): string {
    return this.#backend.address;
  }

  /** Process of the server, if there is one. */
  get pid(): number | undefined {
    return this.#backend.pid;
  }

  /** Makes a list that begins with `init`. */
  async list<T = unknown>(init: Iterable<T> = [], place: PlaceOptions = {}): Promise<SharedList<T>> {
    return this.#backend.list([...init], checkPlace(place));
  }

  /** Makes a dict. @param init a map, pairs, or an object whose own properties become entries */
  async dict<K extends DictKey = string, V = unknown>(
    init: Iterable<readonly [K, V]> | Readonly<Record<string, V>> = [],
    place: PlaceOptions = {},
  ): Promise<SharedDict<K, V>> {
    return this.#backend.dict(entriesOf(init), checkPlace(place));
  }

  /** Makes a set of the members in `init`; equal ones are one member. */
  async set<T = unknown>(init: Iterable<T> = [], place: PlaceOptions = {}): Promise<SharedSet<T>> {
    return this.#backend.set([...init], checkPlace(place));
  }

  /** Makes a namespace with the attributes in `init`. */
  async namespace<A extends object = Record<string, unknown>>(
    init: A = {} as A,
    place: PlaceOptions = {},
  ): Promise<Namespace<A>> {
    checkAttributes(init);
    return this.#backend.namespace(init, checkPlace(place));
  }

  /** Makes a value that is `init` at first. */
  async value<T>(init: T, place: PlaceOptions = {}): Promise<SharedValue<T>> {
    return this.#backend.value(init, checkPlace(place));
  }

  /** Makes an array of numbers of one type. @param init the numbers, or how many zeros */
  async array<E extends ArrayType>(
    type: E,
    init: number | Iterable<number | bigint>,
    place: PlaceOptions = {},
  ): Promise<SharedArray<E>> {
    checkArrayType(type);
    return this.#backend.array(type, numbersFor(type, init), checkPlace(place));
  }

  /** Makes a lock, which is free. */
  async lock(place: PlaceOptions = {}): Promise<ManagedLock> {
    return this.#backend.lock(checkPlace(place));
  }

  /** Makes a re-entrant lock, which is free. */
  async rlock(place: PlaceOptions = {}): Promise<ManagedRLock> {
    return this.#backend.rlock(checkPlace(place));
  }

  /** Makes a semaphore. @param value permits at first, 0 to 2^31 - 1 */
  async semaphore(value: number = 1, place: PlaceOptions = {}): Promise<ManagedSemaphore> {
    checkInteger('value', value, 0, MOST);
    return this.#backend.semaphore(value, false, checkPlace(place));
  }

  /** Makes a semaphore that never has more permits than at first. @param value 0 to 2^31 - 1 */
  async boundedSemaphore(value: number = 1, place: PlaceOptions = {}): Promise<ManagedSemaphore> {
    checkInteger('value', value, 0, MOST);
    return this.#backend.semaphore(value, true, checkPlace(place));
  }

  /** Makes an event, which is not set. */
  async event(place: PlaceOptions = {}): Promise<ManagedEvent> {
    return this.#backend.event(checkPlace(place));
  }

  /** Makes a condition. @param lock default: an `rlock` of its own */
  async condition(lock?: ManagedLock | ManagedRLock, place: PlaceOptions = {}): Promise<ManagedCondition> {
    return this.#backend.condition(lock, checkPlace(place));
  }

  /** Makes a barrier. @param parties how many meet, 1 to 2^31 - 1 */
  async barrier(
    parties: number,
    options: ManagedBarrierOptions & PlaceOptions = {},
  ): Promise<ManagedBarrier> {
    checkInteger('parties', parties, 1, MOST);
    checkPlace(options);
    checkTimeout(options.timeout);
    if (options.action !== undefined) checkFunction('action', options.action);
    return this.#backend.barrier(parties, options, options);
  }

  /** Makes a queue: first in, first out. */
  async queue<T = unknown>(options: ManagedQueueOptions & PlaceOptions = {}): Promise<ManagedQueue<T>> {
    return this.#queue('queue', options);
  }

  /** Makes a queue: last in, first out. */
  async lifoQueue<T = unknown>(
    options: ManagedQueueOptions & PlaceOptions = {},
  ): Promise<ManagedLifoQueue<T>> {
    return (await this.#queue('lifoQueue', options)) as ManagedLifoQueue<T>;
  }

  /** Makes a queue of `[priority, value]`: the lowest number first. */
  async priorityQueue<T = unknown>(
    options: ManagedQueueOptions & PlaceOptions = {},
  ): Promise<ManagedPriorityQueue<T>> {
    return (await this.#queue('priorityQueue', options)) as ManagedPriorityQueue<T>;
  }

  /**
   * @param size how many workers, default: as many as the server has processors
   * @throws UnsupportedError if there is no server that could have workers
   */
  async pool(size?: number, place: PlaceOptions = {}): Promise<ManagedPool> {
    if (size !== undefined) checkInteger('size', size, 1, 1024);
    return this.#backend.pool(size, checkPlace(place));
  }

  /**
   * Makes a type known, and gives the function that makes objects of it. They live in the server; what is called on them
   * runs there.
   *
   * A server that this manager has started imports `target`. At any other address the server has to know the type by itself
   * (`ManagerServer.register`), and `target` is not used: leave it out.
   *
   * @typeParam M the class or factory, for the types of the proxies
   * @throws UnsupportedError if there is no server; NotExposedError if it does not know the type
   *
   * @example
   * const counter = await manager.register<typeof Counter>('counter', {
   *   module: new URL('./counter.js', import.meta.url),
   *   name: 'Counter',
   * });
   * const visits = await counter(10);
   * await visits.increment();
   */
  async register<M extends AnyMaker>(
    type: string,
    target?: ModuleTarget,
    options: TypeOptions = {},
  ): Promise<RemoteMaker<M>> {
    checkName(type);
    if (target !== undefined) {
      await this.#backend.register({ ...options, what: 'type', name: type, target });
    }
    const make = (...args: unknown[]) => this.#backend.create(type, args, {});
    return make as RemoteMaker<M>;
  }

  /** Makes a function known to the pools of a server that this manager has started. @throws UnsupportedError */
  async registerTask(name: string, target: ModuleTarget): Promise<void> {
    checkName(name);
    await this.#backend.register({ what: 'task', name, target });
  }

  /** Names of the objects that have one, and their kinds. */
  names(): Promise<ReadonlyMap<string, string>> {
    return this.#backend.names();
  }

  /** Takes a name away from its object, which goes when nobody refers to it any more; whether there was one. */
  async remove(name: string): Promise<boolean> {
    checkName(name);
    return this.#backend.remove(name);
  }

  /**
   * Ends this client: waits reject with `ClosedError`, locks that it holds are abandoned, references are given up. The
   * server goes on. Calling it again is fine.
   */
  close(): Promise<void> {
    return this.#backend.close();
  }

  /** Ends the server, or deletes what is kept, for all clients. */
  shutdown(): Promise<void> {
    return this.#backend.shutdown();
  }

  /** `shutdown` of a manager that has started its server, `close` of one that has connected. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned ? this.shutdown() : this.close();
  }

  async #queue<T>(
    kind: ManagedQueue['kind'],
    options: ManagedQueueOptions & PlaceOptions,
  ): Promise<ManagedQueue<T>> {
    checkPlace(options);
    const { maxsize = 0 } = options;
    checkInteger('maxsize', maxsize, 0, MOST);
    return this.#backend.queue<T>(kind, maxsize, options);
  }
}

function checkPlace<O extends PlaceOptions>(options: O): O {
  checkOptions('options', options);
  if (options.name !== undefined) checkName(options.name);
  return options;
}
