/**
 * One client of a server: its connection, the leases of what it holds and waits for, and the objects that it speaks for.
 *
 * - **Heartbeat**: every third of a lease, and at once with each new connection, each room in use renews its lease and learns
 *   what it has missed. So a lease survives the loss of two beats.
 * - **Objects without a name** stay for `keep` milliseconds after the last client has spoken for them; each client does so for
 *   those that it has, every third of that time. What nobody has spoken for is swept away by whoever comes by.
 */
import { ClosedError } from '@weft/atomics';
import type { RedisAddress } from './connection/address.js';
import { ClusterLink } from './connection/cluster-link.js';
import type { Credentials } from './connection/credentials.js';
import { isOfConnection, type Link, type LinkEvents } from './connection/link.js';
import { listOf, nothing, textOf } from './connection/replies.js';
import { ServerLink } from './connection/server-link.js';
import { Keys, nameOfId, newId } from './keys.js';
import { RENEW, SWEEP } from './scripts/objects.js';
import type { Room } from './waiting/room.js';

/** How many beats, or words for an object, there are in the time that they are good for. */
const BEATS = 3;

/** How many objects are swept away at once. */
const SWEPT = 100;

/** The proxy of an object. */
export interface Known {
  readonly id: string;
  /** The object is not there any more. */
  gone(): void;
}

/** What is done when the server of a room can be reached. */
interface Chore {
  readonly room: Room;
  readonly work: () => Promise<void>;
}

export class RedisClient {
  readonly address: RedisAddress;
  /** What the server knows this client by; 16 characters. */
  readonly id: string = newId();
  readonly keys: Keys;
  readonly link: Link;
  /** Rooms by the ids of their objects; who uses none lets it go. */
  readonly rooms: Map<string, WeakRef<Room>> = new Map();
  readonly #active = new Set<Room>();
  readonly #byTicket = new Map<string, Room>();
  readonly #proxies = new Map<string, WeakRef<Known>>();
  readonly #heart: NodeJS.Timeout;
  readonly #word: NodeJS.Timeout;
  #chores: Chore[] = [];
  #tickets = 0;
  #closing: Promise<void> | undefined;

  constructor(address: RedisAddress, credentials: Credentials) {
    this.address = address;
    this.keys = new Keys(address.prefix);
    const events: LinkEvents = {
      connected: () => this.#resume(),
      message: (ticket, isOf) => {
        const room = this.#byTicket.get(ticket);
        if (room !== undefined && isOf(room.key)) room.rung(ticket);
      },
      isNeeded: () => this.#active.size > 0,
    };
    this.link = new (address.cluster ? ClusterLink : ServerLink)(address, credentials, events);
    this.#heart = setInterval(() => this.#beat(), address.leaseMs / BEATS).unref();
    this.#word = setInterval(() => void this.speak().catch(nothing), address.keepMs / BEATS).unref();
  }

  /** Makes sure that somebody answers. @throws ConnectError, AuthenticationError, BackendMissingError */
  async open(): Promise<void> {
    await this.link.read('EXISTS', [this.keys.registry], nothing);
    await this.#sweep();
  }

  /** A name for something that this client waits for or holds: no other has it. */
  newTicket(room: Room): string {
    this.#tickets += 1;
    const ticket = `${this.id}:${this.#tickets}`;
    this.route(ticket, room);
    this.link.listen(this.keys.bell(this.id));
    return ticket;
  }

  /** From now on rings for the ticket are heard in the room. */
  route(ticket: string, room: Room): void {
    this.#byTicket.set(ticket, room);
  }

  forgetTicket(ticket: string): void {
    this.#byTicket.delete(ticket);
  }

  /** From now on the room's lease is renewed. */
  activate(room: Room): void {
    this.#active.add(room);
  }

  deactivate(room: Room): void {
    this.#active.delete(room);
  }

  /** Does something as soon as there is a connection, and again with the next one if it is lost meanwhile. */
  whenConnected(room: Room, work: () => Promise<void>): void {
    this.#whenConnected({ room, work });
  }

  /** The proxy of an object: there is one per client, as long as somebody has it. */
  proxy(id: string): Known | undefined {
    return this.#proxies.get(id)?.deref();
  }

  /** From now on this client speaks for the object, if it has no name, until the proxy is collected or closed. */
  know(proxy: Known): void {
    this.#proxies.set(proxy.id, new WeakRef(proxy));
  }

  forget(proxy: Known): void {
    if (this.proxy(proxy.id) === proxy) this.#proxies.delete(proxy.id);
  }

  /** Says that the objects of this client are in use, and sweeps away those that nobody has spoken for. */
  async speak(): Promise<void> {
    for (const known of [this.#proxies, this.rooms]) {
      for (const [id, each] of known) if (each.deref() === undefined) known.delete(id);
    }
    const ids = [...this.#proxies.keys()].filter((id) => nameOfId(id) === undefined);
    if (ids.length > 0) {
      const gone = await this.link.run(RENEW, [this.keys.registry], [this.address.keepMs, ...ids], (reply) =>
        listOf(reply).map(textOf),
      );
      for (const id of gone) this.proxy(id)?.gone();
    }
    await this.#sweep();
  }

  /** Deletes all that is under this prefix. */
  async clear(): Promise<void> {
    const ids = await this.link.read('ZRANGE', [this.keys.registry, 0, -1], (reply) =>
      listOf(reply).map(textOf),
    );
    await Promise.all(ids.map((id) => this.unlink(id)));
  }

  /** Deletes an object. */
  async unlink(id: string): Promise<void> {
    await this.link.change('UNLINK', this.keys.allOf(id), nothing);
    // Last: as long as it is in the registry somebody can find what is left of it.
    await this.link.change('ZREM', [this.keys.registry, id], nothing);
  }

  /** Ends this client: its waits reject, and what it holds becomes what it becomes when a client dies. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#heart);
    clearInterval(this.#word);
    const error = new ClosedError(`the manager of ${this.address.text} is closed`);
    // Also those where a question is under way.
    const inUse = new Set([...this.#active, ...this.#byTicket.values()]);
    const isReached = [...inUse].map((room) => this.link.reaches(room.key));
    const left = [...inUse].map((room) => room.leave(error));
    await Promise.allSettled(left.filter((_, i) => isReached[i]));
    // Where there is no connection the leases end by themselves.
    this.link.close();
    await Promise.allSettled(left);
  }

  #whenConnected(chore: Chore): void {
    if (!this.link.reaches(chore.room.key)) {
      this.#chores.push(chore);
      return;
    }
    chore.work().catch((error) => {
      if (isOfConnection(error)) this.#whenConnected(chore);
    });
  }

  #resume(): void {
    for (const chore of this.#chores.splice(0)) this.#whenConnected(chore);
    this.#beat();
  }

  #beat(): void {
    // Without a connection the beat of the next one is soon enough.
    for (const room of this.#active) if (this.link.reaches(room.key)) room.beat();
  }

  async #sweep(): Promise<void> {
    const ids = await this.link.run(SWEEP, [this.keys.registry], [SWEPT], (reply) =>
      listOf(reply).map(textOf),
    );
    await Promise.all(ids.map((id) => this.link.change('UNLINK', this.keys.allOf(id), nothing)));
  }
}
