/** The backend of Valkey and Redis: makes objects there, or finds them. */
import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
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
import type { ManagedKind, PlaceOptions } from '../containers/managed-object.js';
import type { Namespace } from '../containers/namespace.js';
import { numberBytes } from '../containers/number-bytes.js';
import type { ManagedQueue, ManagedQueueOptions } from '../containers/queues.js';
import type { SharedSet } from '../containers/set.js';
import type { SharedValue } from '../containers/value.js';
import { LimitError, NameTakenError, UnsupportedError } from '../errors.js';
import { encodeValue } from '../values.js';
import { RedisClient } from './client.js';
import { readAddress } from './connection/address.js';
import { credentialsFor } from './connection/credentials.js';
import { type Argument, LONGEST_ARGUMENT, listOf, nothing, textOf } from './connection/replies.js';
import { arrayFacts } from './containers/redis-array.js';
import { entryBytes } from './containers/redis-dict.js';
import { checkCount } from './containers/redis-list.js';
import { objectOf, offer, withdraw } from './handles.js';
import { idOfName, nameOfId, newId, type Part } from './keys.js';

import { OPEN, REGISTER } from './scripts/objects.js';
import type { RedisBarrier } from './sync/redis-barrier.js';
import { RedisLock, RedisRLock } from './sync/redis-lock.js';
import type { Acknowledgement } from './sync/redis-queue.js';

/** The most permits of a semaphore without a bound. */
const MOST_PERMITS = 0x7fffffff;

const ORDERS: Readonly<Record<ManagedQueue['kind'], string>> = {
  queue: 'fifo',
  lifoQueue: 'lifo',
  priorityQueue: 'priority',
};

/** What a new object is filled with: a command on one of its parts. */
interface Filling {
  readonly command: 'RPUSH' | 'HSET' | 'SADD' | 'SET';
  readonly part: Part;
  readonly args: readonly Argument[];
}

export class RedisBackend implements Backend {
  readonly #client: RedisClient;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  get address(): string {
    return this.#client.address.text;
  }

  get pid(): undefined {
    return undefined;
  }

  async list<T>(init: readonly T[], place: PlaceOptions): Promise<SharedList<T>> {
    return this.#open('list', '', place, contents('RPUSH', init.map(encodeValue)));
  }

  async dict<K extends DictKey, V>(
    init: readonly (readonly [K, V])[],
    place: PlaceOptions,
  ): Promise<SharedDict<K, V>> {
    return this.#open('dict', '', place, contents('HSET', entryBytes(init)));
  }

  async set<T>(init: readonly T[], place: PlaceOptions): Promise<SharedSet<T>> {
    return this.#open('set', '', place, contents('SADD', init.map(encodeValue)));
  }

  async namespace<A extends object>(init: A, place: PlaceOptions): Promise<Namespace<A>> {
    const fields = Object.entries(init).flatMap(([name, value]) => [name, encodeValue(value)]);
    return this.#open('namespace', '', place, contents('HSET', fields));
  }

  async value<T>(init: T, place: PlaceOptions): Promise<SharedValue<T>> {
    return this.#open('value', '', place, contents('SET', [encodeValue(init)]));
  }

  async array<E extends ArrayType>(
    type: E,
    init: readonly (number | bigint)[],
    place: PlaceOptions,
  ): Promise<SharedArray<E>> {
    const bytes = numberBytes(type, init);
    if (bytes.length > LONGEST_ARGUMENT) {
      throw new LimitError(
        `an array of ${bytes.length} bytes is too large for Redis, which takes ${LONGEST_ARGUMENT}`,
      );
    }
    return this.#open('array', arrayFacts(type, init.length), place, contents('SET', [bytes]));
  }

  async lock(place: PlaceOptions): Promise<ManagedLock> {
    return this.#open('lock', '', place);
  }

  async rlock(place: PlaceOptions): Promise<ManagedRLock> {
    return this.#open('rlock', '', place, state({ reentrant: 1 }));
  }

  async semaphore(value: number, bounded: boolean, place: PlaceOptions): Promise<ManagedSemaphore> {
    const kind = bounded ? 'boundedSemaphore' : 'semaphore';
    return this.#open(kind, '', place, state({ value, bound: bounded ? value : MOST_PERMITS }));
  }

  async event(place: PlaceOptions): Promise<ManagedEvent> {
    return this.#open('event', '', place);
  }

  async condition(
    lock: ManagedLock | ManagedRLock | undefined,
    place: PlaceOptions,
  ): Promise<ManagedCondition> {
    if (lock === undefined) {
      const id = idIn(place);
      return this.#openAt(id, 'condition', id, place, state({ reentrant: 1 }));
    }
    const isOurs =
      (lock instanceof RedisLock || lock instanceof RedisRLock) && lock.handle.address === this.address;
    if (!isOurs) throw new ArgumentError('the lock of a condition must be a lock of the same manager');
    return this.#open('condition', lock.id, place);
  }

  async barrier(
    parties: number,
    { action, timeout }: ManagedBarrierOptions,
    place: PlaceOptions,
  ): Promise<ManagedBarrier> {
    const barrier = await this.#open<RedisBarrier>(
      'barrier',
      `${parties} ${timeout === undefined || timeout === Number.POSITIVE_INFINITY ? '' : timeout}`,
      place,
      state({ parties }),
    );
    if (action !== undefined) barrier.action = action;
    return barrier;
  }

  async queue<T>(
    kind: ManagedQueue['kind'],
    maxsize: number,
    place: PlaceOptions & Pick<ManagedQueueOptions, 'acknowledge'>,
  ): Promise<ManagedQueue<T>> {
    const acknowledge: Acknowledgement = place.acknowledge ?? 'taskDone';
    if (acknowledge !== 'taskDone' && acknowledge !== 'receipt') {
      throw new ArgumentError(`acknowledge must be 'taskDone' or 'receipt', got ${shown(acknowledge)}`);
    }
    const fields = { order: ORDERS[kind], maxsize, unfinished: 0 };
    return this.#open(kind, `${maxsize} ${acknowledge}`, place, state(fields));
  }

  async pool(): Promise<never> {
    throw new UnsupportedError('Redis has no workers: use Pool of @weft/threads');
  }

  async register(): Promise<never> {
    throw unsupportedTypes();
  }

  async create(): Promise<never> {
    throw unsupportedTypes();
  }

  async names(): Promise<ReadonlyMap<string, string>> {
    const { link, keys } = this.#client;
    const ids = await link.read('ZRANGEBYSCORE', [keys.registry, '+inf', '+inf'], (reply) =>
      listOf(reply).map(textOf),
    );
    const kinds = await Promise.all(
      ids.map((id) =>
        link.read('HGET', [keys.of(id, 'state'), 'kind'], (reply) =>
          reply === null ? undefined : textOf(reply),
        ),
      ),
    );
    const names = new Map<string, string>();
    for (const [i, id] of ids.entries()) {
      const name = nameOfId(id);
      const kind = kinds[i];
      // It is registered before it is made.
      if (name !== undefined && kind !== undefined) names.set(name, kind);
    }
    return names;
  }

  /** As the key of an object is made of its name, the object goes at once. */
  async remove(name: string): Promise<boolean> {
    const { link, keys } = this.#client;
    const id = idOfName(name);
    const isThere = await link.read('EXISTS', [keys.of(id, 'state')], (reply) => reply === 1);
    await this.#client.unlink(id);
    return isThere;
  }

  close(): Promise<void> {
    withdraw(this.#client);
    return this.#client.close();
  }

  async shutdown(): Promise<void> {
    await this.#client.clear();
    await this.close();
  }

  #open<O>(kind: ManagedKind, facts: string, place: PlaceOptions, filling?: Filling): Promise<O> {
    return this.#openAt(idIn(place), kind, facts, place, filling);
  }

  /** Makes an object, or finds the one that has its name. @throws NameTakenError if that is another one */
  async #openAt<O>(
    id: string,
    kind: ManagedKind,
    facts: string,
    { name }: PlaceOptions,
    filling?: Filling,
  ): Promise<O> {
    const { link, keys, address } = this.#client;
    const { command = '', part = 'content', args = [] } = filling ?? {};
    checkCount(args.length);
    const till = name === undefined ? address.keepMs : '';
    const registered = link.run(REGISTER, [keys.registry], [id, till], nothing);
    if (!link.isOrdered) await registered;
    const opened = link.run(
      OPEN,
      [keys.of(id, 'state'), keys.of(id, part)],
      [kind, facts, args.length === 0 ? '' : command, ...args],
      (reply) => listOf(reply).map(textOf),
    );
    const [, [foundKind = '', foundFacts = '']] = await Promise.all([registered, opened]);
    if (foundKind !== kind || !isSame(kind, foundFacts, facts)) {
      throw new NameTakenError(
        `${JSON.stringify(name)} is a ${foundKind} already, or one that was made otherwise`,
      );
    }
    return objectOf({ client: this.#client, kind, id, facts: foundFacts });
  }
}

/** Whether an object was made as the caller would make it. Of a barrier the timeout is a default only. */
function isSame(kind: ManagedKind, found: string, wanted: string): boolean {
  return kind === 'barrier' ? found.split(' ')[0] === wanted.split(' ')[0] : found === wanted;
}

function idIn({ name }: PlaceOptions): string {
  return name === undefined ? newId() : idOfName(name);
}

function contents(command: Filling['command'], args: readonly Argument[]): Filling {
  return { command, part: 'content', args };
}

function state(fields: Readonly<Record<string, string | number>>): Filling {
  return { command: 'HSET', part: 'state', args: Object.entries(fields).flat() };
}

function unsupportedTypes(): UnsupportedError {
  return new UnsupportedError(
    'Redis runs no programs: types of your own need a server, as Manager.start() starts one',
  );
}

/** @throws ArgumentError, BackendMissingError, ConnectError, AuthenticationError */
export async function connect(url: URL, options: ConnectOptions): Promise<Backend> {
  const address = readAddress(url);
  const client = new RedisClient(address, credentialsFor(address, options));
  try {
    await client.open();
  } catch (error) {
    await client.close();
    throw error;
  }
  offer(client);
  return new RedisBackend(client);
}
