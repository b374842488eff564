/** The backend of servers: asks them for objects, and gives the proxies. */
import { ArgumentError } from '@weft/atomics';
import { checkTimeout } from '@weft/atomics/kit';
import type { Backend, ConnectOptions, Registration } from '../backend.js';
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
import type { ManagedObject, PlaceOptions } from '../containers/managed-object.js';
import type { Namespace } from '../containers/namespace.js';
import { numberBytes } from '../containers/number-bytes.js';
import type { ManagedPool } from '../containers/pool.js';
import type { ManagedQueue } from '../containers/queues.js';
import type { SharedSet } from '../containers/set.js';
import type { SharedValue } from '../containers/value.js';
import { UnsupportedError } from '../errors.js';
import { keyFor, rememberKey } from '../keys.js';
import { placeFrom } from '../server/listen.js';
import type { ServerReport } from '../server/report.js';
import { transportFrom } from '../transport/choice.js';
import { encodeValue } from '../values.js';
import { keyBytes } from '../wire/handshake.js';
import { SERVER } from '../wire/messages.js';
import type { Item } from '../wire/reader.js';
import type { FrameWriter } from '../wire/writer.js';
import { ClientHome } from './home.js';
import type { BarrierProxy } from './meetings.js';
import { asBoolean, nothing, type ServerProxy, writeTimeout, writeValue } from './proxy.js';

const CONNECT_TIMEOUT_MS = 10_000;

export class ServerBackend implements Backend {
  readonly #home: ClientHome;

  constructor(address: string, options: ConnectOptions) {
    const { authkey, connectTimeout = CONNECT_TIMEOUT_MS, tls, transport } = options;
    placeFrom(address);
    const key = authkey === undefined ? keyFor(address) : keyBytes(authkey);
    // For handles that arrive here when this client is closed.
    rememberKey(address, key);
    this.#home = new ClientHome({
      address,
      key,
      tls,
      transport: transportFrom(transport),
      timeout: checkTimeout(connectTimeout),
    });
  }

  get address(): string {
    return this.#home.client.address;
  }

  get pid(): number | undefined {
    return this.#home.client.serverPid;
  }

  /** Resolves when the server has answered. @throws ConnectError, AuthenticationError */
  async ready(): Promise<this> {
    try {
      await this.#home.client.ready();
      return this;
    } catch (error) {
      await this.#home.close();
      throw error;
    }
  }

  list<T>(init: readonly T[], place: PlaceOptions): Promise<SharedList<T>> {
    return this.#make('list', place, init.length, (writer) => this.#writeAll(writer, init));
  }

  dict<K extends DictKey, V>(
    init: readonly (readonly [K, V])[],
    place: PlaceOptions,
  ): Promise<SharedDict<K, V>> {
    return this.#make('dict', place, init.length * 2, (writer) => this.#writeAll(writer, init.flat(1)));
  }

  set<T>(init: readonly T[], place: PlaceOptions): Promise<SharedSet<T>> {
    return this.#make('set', place, init.length, (writer) => this.#writeAll(writer, init));
  }

  namespace<A extends object>(init: A, place: PlaceOptions): Promise<Namespace<A>> {
    const pairs = Object.entries(init).flat(1);
    return this.#make('namespace', place, pairs.length, (writer) => this.#writeAll(writer, pairs));
  }

  value<T>(init: T, place: PlaceOptions): Promise<SharedValue<T>> {
    return this.#make('value', place, 1, (writer) => writeValue(this.#home, writer, init));
  }

  array<E extends ArrayType>(
    type: E,
    init: readonly (number | bigint)[],
    place: PlaceOptions,
  ): Promise<SharedArray<E>> {
    const bytes = numberBytes(type, init);
    return this.#make('array', place, 2, (writer) => {
      writer.binary(type);
      writer.binary(bytes);
    });
  }

  lock(place: PlaceOptions): Promise<ManagedLock> {
    return this.#make('lock', place);
  }

  rlock(place: PlaceOptions): Promise<ManagedRLock> {
    return this.#make('rlock', place);
  }

  semaphore(value: number, bounded: boolean, place: PlaceOptions): Promise<ManagedSemaphore> {
    return this.#make(bounded ? 'boundedSemaphore' : 'semaphore', place, 1, (writer) => writer.number(value));
  }

  event(place: PlaceOptions): Promise<ManagedEvent> {
    return this.#make('event', place);
  }

  async condition(
    lock: ManagedLock | ManagedRLock | undefined,
    place: PlaceOptions,
  ): Promise<ManagedCondition> {
    if (lock === undefined) return this.#make('condition', place);
    const { handle } = lock as unknown as ServerProxy;
    if (handle?.server !== this.#home.client.serverId) {
      throw new ArgumentError('the lock of a condition must be a lock of the same manager');
    }
    return this.#make('condition', place, 1, (writer) => writer.number(handle.id));
  }

  async barrier(
    parties: number,
    { action, timeout }: ManagedBarrierOptions,
    place: PlaceOptions,
  ): Promise<ManagedBarrier> {
    const barrier = await this.#make<BarrierProxy>('barrier', place, 2, (writer) => {
      writer.number(parties);
      writeTimeout(writer, timeout ?? Number.POSITIVE_INFINITY);
    });
    if (action !== undefined) barrier.action = action;
    return barrier;
  }

  queue<T>(kind: ManagedQueue['kind'], maxsize: number, place: PlaceOptions): Promise<ManagedQueue<T>> {
    return this.#make(kind, place, 1, (writer) => writer.number(maxsize));
  }

  pool(size: number | undefined, place: PlaceOptions): Promise<ManagedPool> {
    return this.#make('pool', place, size === undefined ? 0 : 1, (writer) => {
      if (size !== undefined) writer.number(size);
    });
  }

  async register(registration: Registration): Promise<void> {
    throw new UnsupportedError(
      `this manager has not started its server: register ${JSON.stringify(registration.name)} there, and leave the target out here`,
    );
  }

  create(type: string, args: readonly unknown[], place: PlaceOptions): Promise<ManagedObject> {
    const bytes = encodeValue(args);
    return this.#make(type, place, 1, (writer) => writer.binary(bytes));
  }

  async names(): Promise<ReadonlyMap<string, string>> {
    const all = await this.#ask('names', (answer) => (answer as Uint8Array[]).map(textOf));
    return new Map(
      Array.from({ length: all.length / 2 }, (_, i) => [all[2 * i] ?? '', all[2 * i + 1] ?? '']),
    );
  }

  remove(name: string): Promise<boolean> {
    return this.#ask('remove', asBoolean, 1, (writer) => writer.binary(Buffer.from(name)));
  }

  /** Facts about the server. */
  report(): Promise<ServerReport> {
    return this.#ask('report', (answer) => JSON.parse(textOf(answer as Uint8Array)) as ServerReport);
  }

  close(): Promise<void> {
    return this.#home.close();
  }

  async shutdown(): Promise<void> {
    await this.#ask('shutdown', nothing);
    await this.#home.close();
  }

  #ask<T>(
    verb: string,
    read: (answer: Item) => T,
    count: number = 0,
    write?: (writer: FrameWriter) => void,
  ): Promise<T> {
    return this.#home.client.ask({ object: SERVER, verb, count, write, read });
  }

  #make<O>(
    kind: string,
    { name }: PlaceOptions,
    count: number = 0,
    write?: (writer: FrameWriter) => void,
  ): Promise<O> {
    const read = (answer: Item) => this.#home.introduce(answer) as O;
    return this.#ask('create', read, 2 + count, (writer) => {
      writer.binary(Buffer.from(kind));
      if (name === undefined) writer.nil();
      else writer.binary(Buffer.from(name));
      write?.(writer);
    });
  }

  #writeAll(writer: FrameWriter, values: readonly unknown[]): void {
    for (const value of values) writeValue(this.#home, writer, value);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/** @throws ConnectError, AuthenticationError, ArgumentError */
export function connect(address: URL, options: ConnectOptions): Promise<Backend> {
  return new ServerBackend(address.href, options).ready();
}
