/** Clients in this thread, and the objects that handles become here. */
import { ArgumentError } from '@weft/atomics';
import { registerStandIn, type StandInHandle } from '@weft/atomics/kit';
import { RedisClient } from './client.js';
import { readAddress } from './connection/address.js';
import { credentialsFor } from './connection/credentials.js';
import { checkArrayFacts, RedisArray } from './containers/redis-array.js';
import { RedisDict } from './containers/redis-dict.js';
import { RedisList } from './containers/redis-list.js';
import { RedisNamespace } from './containers/redis-namespace.js';
import { RedisSet } from './containers/redis-set.js';
import { RedisValue } from './containers/redis-value.js';
import { HANDLE_VERSION, type Origin, REDIS_OBJECT, type RedisHandle, RedisObject } from './redis-object.js';
import { RedisBarrier } from './sync/redis-barrier.js';
import { RedisCondition } from './sync/redis-condition.js';
import { RedisEvent } from './sync/redis-event.js';
import { RedisLock, RedisRLock } from './sync/redis-lock.js';
import { RedisQueue } from './sync/redis-queue.js';
import { RedisSemaphore } from './sync/redis-semaphore.js';

// biome-ignore lint/suspicious/noExplicitAny: each takes the origin of its own kind
type ObjectClass = new (origin: any) => RedisObject<any>;

const CLASSES: ReadonlyMap<string, ObjectClass> = new Map<string, ObjectClass>([
  ['list', RedisList],
  ['dict', RedisDict],
  ['set', RedisSet],
  ['namespace', RedisNamespace],
  ['value', RedisValue],
  ['array', RedisArray],
  ['lock', RedisLock],
  ['rlock', RedisRLock],
  ['semaphore', RedisSemaphore],
  ['boundedSemaphore', RedisSemaphore],
  ['event', RedisEvent],
  ['condition', RedisCondition],
  ['barrier', RedisBarrier],
  ['queue', RedisQueue],
  ['lifoQueue', RedisQueue],
  ['priorityQueue', RedisQueue],
]);

/** The clients of the managers of this thread, which handles may use. */
const clients = new Set<RedisClient>();

/** Those that were made for handles, where there was no manager, by address. */
const strays = new Map<string, RedisClient>();

/** From now on handles of this client's address become objects of it, unless an older client has that address. */
export function offer(client: RedisClient): void {
  clients.add(client);
}

export function withdraw(client: RedisClient): void {
  clients.delete(client);
}

/** The proxy of an object. @throws ArgumentError for a kind that Redis does not keep */
export function objectOf<O>(origin: Origin): O {
  const known = origin.client.proxy(origin.id);
  // A name may belong to something else by now.
  if (known instanceof RedisObject && known.kind === origin.kind && known.handle.facts === origin.facts) {
    return known as O;
  }
  const Class = CLASSES.get(origin.kind);
  if (Class === undefined) throw new ArgumentError(`there is no ${origin.kind} in Redis`);
  return new Class(origin) as O;
}

/** @throws ArgumentError for what is no handle of this version */
function attach(handle: StandInHandle): RedisObject<never> {
  const { version, address, kind, id, facts } = handle as RedisHandle;
  const isHandle =
    version === HANDLE_VERSION &&
    typeof address === 'string' &&
    /^rediss?:/.test(address) &&
    URL.canParse(address) &&
    typeof kind === 'string' &&
    typeof id === 'string' &&
    // Ids are made of these only; a brace would put the keys into another place.
    /^[\w!~*'().%=-]+$/.test(id) &&
    typeof facts === 'string';
  if (!isHandle) throw new ArgumentError('the handle is none of this version of @weft/manager');
  if (kind === 'array') checkArrayFacts(facts);
  return objectOf({ client: clientFor(address), kind, id, facts });
}

/**
 * A client of that address: that of the oldest manager, or else one that connects when its first object is used, as the
 * environment says.
 */
function clientFor(text: string): RedisClient {
  const address = readAddress(new URL(text));
  for (const client of clients) if (client.address.text === address.text) return client;
  let stray = strays.get(address.text);
  if (stray === undefined) {
    stray = new RedisClient(address, credentialsFor(address));
    strays.set(address.text, stray);
  }
  return stray;
}

registerStandIn({ name: REDIS_OBJECT, module: import.meta.url, attach });
