/** Clusters for suites: three primaries on this machine, and a replica of the first one if a suite wants to see it take over. */
import type { Redis } from 'ioredis';
import { untilAsync } from '../../conformance/waits.js';
import { RedisServer } from './redis-server.js';

const PRIMARIES = 3;
const SLOTS = 16_384;

const SETTINGS = [
  // Who does not answer for so long counts as dead.
  ...['--cluster-node-timeout', '1000'],
  // The others go on.
  ...['--cluster-require-full-coverage', 'no'],
  // A replica takes over however long it has not heard of its primary.
  ...['--cluster-replica-validity-factor', '0'],
  ...['--repl-diskless-sync-delay', '0'],
];

export interface ClusterOptions {
  /** Whether the first primary has a replica. */
  readonly replica?: boolean;
  /** Whether its servers write down all that they acknowledge, before they do. */
  readonly persistent?: boolean;
}

export class RedisCluster {
  readonly primaries: readonly RedisServer[];
  /** Of the first primary. */
  readonly replica: RedisServer | undefined;
  readonly #clients = new Map<RedisServer, Redis>();

  private constructor(primaries: readonly RedisServer[], replica: RedisServer | undefined) {
    this.primaries = primaries;
    this.replica = replica;
  }

  static async start({ replica = false, persistent = false }: ClusterOptions = {}): Promise<RedisCluster> {
    const servers: RedisServer[] = [];
    try {
      for (let i = 0; i < PRIMARIES + Number(replica); i += 1) {
        servers.push(await RedisServer.start({ cluster: true, persistent, settings: SETTINGS }));
      }
      const cluster = new RedisCluster(servers.slice(0, PRIMARIES), servers[PRIMARIES]);
      await cluster.#join();
      return cluster;
    } catch (error) {
      for (const server of servers) await server.stop();
      throw error;
    }
  }

  /** Its address, with the ways to all of its servers. */
  get url(): string {
    const [first, ...others] = this.#servers;
    return `${first?.url}?cluster=true${others.map(({ port }) => `&addr=127.0.0.1:${port}`).join('')}`;
  }

  /** A bare client of one of its servers. */
  bare(server: RedisServer): Redis {
    let client = this.#clients.get(server);
    if (client === undefined) {
      client = server.client({ retryStrategy: () => 10, maxRetriesPerRequest: 0 });
      client.on('error', () => {});
      this.#clients.set(server, client);
    }
    return client;
  }

  /** The primary that has a key. */
  async homeOf(key: string): Promise<RedisServer> {
    const slot = await this.slotOf(key);
    return this.primaries[Math.floor((slot * PRIMARIES) / SLOTS)] as RedisServer;
  }

  async slotOf(key: string): Promise<number> {
    return Number(await this.bare(this.primaries[1] as RedisServer).call('CLUSTER', 'KEYSLOT', key));
  }

  async idOf(server: RedisServer): Promise<string> {
    return String(await this.bare(server).call('CLUSTER', 'MYID'));
  }

  /** Resolves when the replica has all that its primary has now. */
  async replicated(): Promise<void> {
    const bare = this.bare(this.primaries[0] as RedisServer);
    await untilAsync(async () => {
      const facts = await bare.info('replication');
      const [, sent] = /^master_repl_offset:(\d+)/m.exec(facts) ?? [];
      return facts.includes(`offset=${sent},`);
    }, 'the replica has what its primary has');
  }

  /** Moves a slot with all its keys, one after the other, as those do who look after clusters. */
  async move(slot: number, from: RedisServer, to: RedisServer): Promise<void> {
    const [source, target] = [this.bare(from), this.bare(to)];
    const [sourceId, targetId] = [await this.idOf(from), await this.idOf(to)];
    await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId);
    await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId);
    for (;;) {
      const [key] = (await source.call('CLUSTER', 'GETKEYSINSLOT', slot, 1)) as string[];
      if (key === undefined) break;
      await source.call('MIGRATE', '127.0.0.1', to.port, key, 0, 5000);
    }
    for (const bare of [target, source]) await bare.call('CLUSTER', 'SETSLOT', slot, 'NODE', targetId);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.values()) client.disconnect();
    for (const server of this.#servers) await server.stop();
  }

  get #servers(): RedisServer[] {
    return this.replica === undefined ? [...this.primaries] : [...this.primaries, this.replica];
  }

  async #join(): Promise<void> {
    const [first, ...others] = this.#servers as [RedisServer, ...RedisServer[]];
    for (const [i, server] of this.primaries.entries()) {
      const [from, to] = [i, i + 1].map((each) => Math.ceil((each * SLOTS) / PRIMARIES)) as [number, number];
      await this.bare(server).call('CLUSTER', 'ADDSLOTSRANGE', from, to - 1);
      await this.bare(server).call('CLUSTER', 'SET-CONFIG-EPOCH', i + 1);
    }
    for (const { port, bus } of others) {
      await this.bare(first).call('CLUSTER', 'MEET', '127.0.0.1', port, bus);
    }
    for (const server of this.#servers) {
      await untilAsync(async () => {
        const facts = String(await this.bare(server).call('CLUSTER', 'INFO'));
        return (
          facts.includes('cluster_state:ok') &&
          facts.includes(`cluster_known_nodes:${this.#servers.length}`) &&
          facts.includes(`cluster_slots_ok:${SLOTS}`)
        );
      }, 'the servers know each other');
    }
    if (this.replica === undefined) return;
    const bare = this.bare(this.replica);
    const id = await this.idOf(first);
    await bare.call('CLUSTER', 'REPLICATE', id);
    await untilAsync(
      async () => (await bare.info('replication')).includes('master_link_status:up'),
      'the replica has what its primary has',
    );
    for (const server of this.primaries) {
      await untilAsync(
        async () => ((await this.bare(server).call('CLUSTER', 'REPLICAS', id)) as string[]).length === 1,
        'all servers know of the replica',
      );
    }
  }
}
