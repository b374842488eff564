/** A client's side of something that it can hold or wait for: see `scripts/room.ts` for the other side. */
import { now } from '@weft/atomics/kit';
import { ConnectionLostError, ObjectGoneError } from '../../errors.js';
import type { RedisClient } from '../client.js';
import type { Read } from '../connection/call.js';
import { type Argument, nothing, textOf } from '../connection/replies.js';
import type { Script } from '../connection/script.js';
import type { RoomFamily } from '../scripts/room.js';
import { type Answer, UNANSWERED } from './answer.js';

/** Something with a ticket: a wait, or a guard. */
export interface Tenant {
  readonly ticket: string;
  /** Somebody has answered, or may have. */
  rung(): void;
  /** The server does not know the ticket any more, or the client has ended. */
  lose(error: Error): void;
}

/** How a beat finds a ticket. */
const ANSWERED = 'a';
const LOST = 'l';

export class Room {
  readonly client: RedisClient;
  readonly family: RoomFamily;
  readonly #keys: readonly string[];
  /** Those that the server knows of. */
  readonly #settled = new Map<string, Tenant>();
  /** Those whose question may not have been answered yet. */
  readonly #asking = new Map<string, Tenant>();
  /** What is held and not asked for at every beat: items of a queue, in the order in which they were taken. */
  readonly #possessions = new Set<string>();
  /** Until when the lease is good in any case, by this process' clock. */
  #leasedUntil = 0;
  #expiry: NodeJS.Timeout | undefined;
  #isActive = false;

  private constructor(client: RedisClient, id: string, family: RoomFamily) {
    this.client = client;
    this.family = family;
    this.#keys = family.parts.map((part) => client.keys.of(id, part));
  }

  /** The room of an object: one for all who use it in this client. */
  static of(client: RedisClient, id: string, family: RoomFamily): Room {
    const known = client.rooms.get(id)?.deref();
    if (known !== undefined) return known;
    const room = new Room(client, id, family);
    client.rooms.set(id, new WeakRef(room));
    return room;
  }

  /** One of its keys: all are in the same place. */
  get key(): string {
    return this.#keys[0] as string;
  }

  /** Has the server carry out a verb of this kind of object. */
  run<T>(verb: Script, args: readonly Argument[], read: Read<T>): Promise<T> {
    const { client } = this;
    const common = [client.id, client.address.leaseMs, client.keys.bells];
    return client.link.run(verb, this.#keys, [...common, ...args], read);
  }

  /** Looks for the answer to a ticket. */
  look<R>(ticket: string, read: (text: string) => R): Promise<Answer<R>> {
    return this.run(this.family.common.look, [ticket], (reply) =>
      reply === null ? UNANSWERED : read(textOf(reply)),
    );
  }

  /** Forgets an answer that has arrived. */
  forget(ticket: string): void {
    this.run(this.family.common.forget, [ticket], nothing).catch(nothing);
  }

  /** Takes somebody in who is about to ask. */
  enter(tenant: Tenant): void {
    this.#asking.set(tenant.ticket, tenant);
  }

  /** The server has the question: from now on beats look after the ticket. */
  settle(tenant: Tenant, askedAt: number): void {
    this.#asking.delete(tenant.ticket);
    this.#settled.set(tenant.ticket, tenant);
    this.client.route(tenant.ticket, this);
    this.#leased(askedAt);
    this.#adjust();
  }

  exit({ ticket }: Tenant): void {
    this.#asking.delete(ticket);
    this.#settled.delete(ticket);
    this.client.forgetTicket(ticket);
    this.#adjust();
  }

  /** Who holds or waits with a ticket. */
  tenant(ticket: string): Tenant | undefined {
    return this.#settled.get(ticket) ?? this.#asking.get(ticket);
  }

  /** As long as the client has this, it renews its lease. */
  possess(name: string): void {
    this.#possessions.add(name);
    this.#adjust();
  }

  dispossess(name: string): void {
    this.#possessions.delete(name);
    this.#adjust();
  }

  /** What it has had for the longest time. */
  oldest(count: number): string[] {
    const names: string[] = [];
    for (const name of this.#possessions) {
      if (names.length === count) break;
      names.push(name);
    }
    return names;
  }

  rung(ticket: string): void {
    this.tenant(ticket)?.rung();
  }

  /** Renews the lease, and looks what became of each ticket. */
  beat(): void {
    const tickets = [...this.#settled.keys()];
    const sentAt = now();
    this.run(this.family.common.beat, tickets, textOf)
      .then((states) => this.#heard(tickets, states, sentAt))
      .catch((error) => {
        // Otherwise the next beat, or the end of the lease, says what comes of it.
        if (error instanceof ObjectGoneError) for (const tenant of this.#settled.values()) tenant.lose(error);
      });
  }

  /** Gives up everything that this client holds or waits for here. */
  async leave(error: Error): Promise<void> {
    for (const tenant of [...this.#settled.values(), ...this.#asking.values()]) tenant.lose(error);
    this.#settled.clear();
    this.#possessions.clear();
    this.#adjust();
    await this.run(this.family.common.leave, [], nothing);
  }

  #heard(tickets: readonly string[], states: string, sentAt: number): void {
    this.#leased(sentAt);
    for (const [i, ticket] of tickets.entries()) {
      const tenant = this.#settled.get(ticket);
      if (states[i] === ANSWERED) tenant?.rung();
      if (states[i] === LOST) tenant?.lose(this.#lost());
    }
  }

  #leased(since: number): void {
    this.#leasedUntil = Math.max(this.#leasedUntil, since + this.client.address.leaseMs);
  }

  #adjust(): void {
    const isActive = this.#settled.size > 0 || this.#possessions.size > 0;
    if (isActive === this.#isActive) return;
    this.#isActive = isActive;
    if (isActive) {
      this.client.activate(this);
      this.#watchExpiry();
    } else {
      this.client.deactivate(this);
      clearTimeout(this.#expiry);
    }
  }

  /** A holder has to know when its time is over, most of all if it cannot reach the server. */
  #watchExpiry(): void {
    const left = this.#leasedUntil - now();
    if (left > 0) {
      this.#expiry = setTimeout(() => this.#watchExpiry(), Math.ceil(left)).unref();
      return;
    }
    for (const tenant of this.#settled.values()) tenant.lose(this.#lost());
    // What is possessed may not be lost yet: the server knows, and so will this client when it says that it is done.
    if (this.#isActive)
      this.#expiry = setTimeout(() => this.#watchExpiry(), this.client.address.leaseMs).unref();
  }

  #lost(): ConnectionLostError {
    return new ConnectionLostError(
      `the lease of ${this.client.address.leaseMs} ms could not be renewed in time: what was held is lost, and waits have ended`,
    );
  }
}
