/** Clients of servers in this thread, and the proxies that handles become here. */
import { ArgumentError } from '@weft/atomics';
import { registerStandIn, type StandInHandle } from '@weft/atomics/kit';
import { keyFor } from '../keys.js';
import { transportFrom } from '../transport/choice.js';
import type { Item } from '../wire/reader.js';
import { ArrayProxy } from './array.js';
import { Client } from './client.js';
import type { Reach } from './connect.js';
import { CustomProxy } from './custom.js';
import { DictProxy } from './dict.js';
import { ListProxy } from './list.js';
import { ConditionProxy, LockProxy, RLockProxy, SemaphoreProxy } from './locks.js';
import { BarrierProxy, EventProxy } from './meetings.js';
import { NamespaceProxy } from './namespace.js';
import { PoolProxy } from './pool.js';
import type { Facts, Home, ServerHandle, ServerProxy } from './proxy.js';
import { QueueProxy } from './queue.js';
import { References } from './references.js';
import { SetProxy } from './set.js';
import { ValueProxy } from './value.js';

const HANDLE_VERSION = 1;

const CONNECT_TIMEOUT_MS = 10_000;

type ProxyClass = new (home: Home, handle: ServerHandle) => ServerProxy;

const CLASSES: ReadonlyMap<string, ProxyClass> = new Map<string, ProxyClass>([
  ['list', ListProxy],
  ['dict', DictProxy],
  ['set', SetProxy],
  ['namespace', NamespaceProxy],
  ['value', ValueProxy],
  ['array', ArrayProxy],
  ['lock', LockProxy],
  ['rlock', RLockProxy],
  ['semaphore', SemaphoreProxy],
  ['boundedSemaphore', SemaphoreProxy],
  ['event', EventProxy],
  ['condition', ConditionProxy],
  ['barrier', BarrierProxy],
  ['queue', QueueProxy],
  ['lifoQueue', QueueProxy],
  ['priorityQueue', QueueProxy],
  ['pool', PoolProxy],
]);

/** Those that handles of their servers use; the first client of a server is taken. */
const homes = new Set<ClientHome>();

export class ClientHome implements Home {
  readonly client: Client;
  readonly references: References<ServerProxy>;

  /** @param serverId the server that is expected there, if it is known */
  constructor(reach: Reach, serverId?: string) {
    this.client = new Client(reach, serverId);
    this.references = new References<ServerProxy>(this.client);
    homes.add(this);
  }

  introduce(answer: Item): ServerProxy {
    const [id, kind, ...facts] = answer as [number, Uint8Array, ...(number | Uint8Array)[]];
    this.references.received([id]);
    return this.proxyFor(
      id,
      textOf(kind),
      facts.map((fact) => (typeof fact === 'number' ? fact : textOf(fact))),
    );
  }

  /** The proxy of an object: one per client, as long as somebody has it. */
  proxyFor(id: number, kind: string, facts: Facts): ServerProxy {
    const known = this.references.find(id);
    if (known !== undefined) return known;
    const ProxyOfKind = CLASSES.get(kind) ?? CustomProxy;
    const proxy = new ProxyOfKind(this, {
      '@weft': 'ServerObject',
      standIn: true,
      version: HANDLE_VERSION,
      server: this.client.serverId as string,
      address: this.client.address,
      kind,
      id,
      facts,
    });
    this.references.add(id, proxy);
    return proxy;
  }

  async close(): Promise<void> {
    homes.delete(this);
    await this.client.close();
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/** @throws ArgumentError for what is no handle of this version */
function attach(handle: StandInHandle): ServerProxy {
  const { version, server, address, kind, id, facts } = handle as ServerHandle;
  const isHandle =
    version === HANDLE_VERSION &&
    typeof server === 'string' &&
    typeof address === 'string' &&
    typeof kind === 'string' &&
    Number.isSafeInteger(id) &&
    Array.isArray(facts);
  if (!isHandle) throw new ArgumentError('the handle is none of this version of @weft/manager');
  return homeOf(server, address).proxyFor(id, kind, facts);
}

/** A client of that server; one that connects when its first proxy is used, if there is none. */
function homeOf(server: string, address: string): ClientHome {
  for (const home of homes) if (home.client.serverId === server) return home;
  const reach: Reach = {
    address,
    key: keyFor(address),
    tls: undefined,
    transport: transportFrom(undefined),
    timeout: CONNECT_TIMEOUT_MS,
  };
  return new ClientHome(reach, server);
}

registerStandIn({ name: 'ServerObject', module: import.meta.url, attach });
