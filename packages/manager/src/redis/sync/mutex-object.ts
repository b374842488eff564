import { NotOwnerError, OwnerDiedError, TimeoutError } from '@weft/atomics';
import { currentContext, now } from '@weft/atomics/kit';
import type { Acquirable, ManagedGuard } from '../../containers/locks.js';
import type { ManagedKind, WaitOptions } from '../../containers/managed-object.js';
import { runWith } from '../../containers/run-with.js';
import { listOf, numberOf, type Reply, textOf } from '../connection/replies.js';
import { type Origin, RedisObject } from '../redis-object.js';
import { ACQUIRE, LOOK, MUTEX, PARKED, RECOVER, REFUSED, RELEASE, RELEASE_TICKET } from '../scripts/mutex.js';
import { type Answer, UNANSWERED } from '../waiting/answer.js';
import { RedisGuard } from '../waiting/guard.js';
import { Room } from '../waiting/room.js';
import { type Question, TIMED_OUT, waitFor } from '../waiting/wait.js';

/** Locks, and conditions, which have the verbs of their locks. */
export abstract class RedisMutexObject<K extends ManagedKind> extends RedisObject<K> implements Acquirable {
  readonly #room: Room;

  /** @param lock id of the object that the lock belongs to */
  constructor(origin: Origin<K>, lock: string) {
    super(origin);
    this.#room = Room.of(origin.client, lock, MUTEX);
  }

  async acquire(options?: WaitOptions): Promise<ManagedGuard> {
    this.check();
    const outcome = await waitFor(this.room, this.#question(), options);
    if (outcome === TIMED_OUT) throw new TimeoutError('the lock was not free in time');
    return this.#guard(outcome.ticket, outcome.result, outcome.askedAt);
  }

  async tryAcquire(): Promise<ManagedGuard | undefined> {
    this.check();
    const outcome = await waitFor(this.room, this.#question(), { timeout: 0 });
    return outcome === TIMED_OUT ? undefined : this.#guard(outcome.ticket, outcome.result, outcome.askedAt);
  }

  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return runWith(() => this.acquire(options), fn);
  }

  async release(): Promise<void> {
    this.check();
    const done = await this.room.run(RELEASE, [], numberOf);
    if (done === REFUSED)
      throw new NotOwnerError(`the ${this.kind} is not held by anybody who could release it here`);
  }

  async locked(): Promise<boolean> {
    this.check();
    return this.client.link.read('HMGET', [this.stateKey, 'holder', 'abandoned'], (reply) =>
      listOf(reply).some((field) => field !== null),
    );
  }

  async recover(): Promise<ManagedGuard> {
    this.check();
    const ticket = this.client.newTicket(this.room);
    const askedAt = now();
    const fence = await this.room.run(RECOVER, [ticket, currentContext()], numberOf);
    if (fence !== REFUSED) return this.#guard(ticket, fence, askedAt);
    this.client.forgetTicket(ticket);
    throw new NotOwnerError(`the ${this.kind} is not abandoned, or somebody else has recovered it`);
  }

  protected get room(): Room {
    return this.#room;
  }

  protected look<R>(ticket: string, read: (held: Held) => R): Promise<Answer<R>> {
    return this.room.run(LOOK, [ticket], (reply) => (reply === null ? UNANSWERED : read(heldIn(reply))));
  }

  protected get stateKey(): string {
    return this.key('state');
  }

  #question(): Question<number> {
    const context = currentContext();
    return {
      ask: (ticket, waits) => this.room.run(ACQUIRE, [ticket, context, Number(waits)], acquired),
      look: (ticket) => this.look(ticket, ({ fence }) => fence),
      undo: (ticket) => this.room.run(RELEASE_TICKET, [ticket], numberOf),
    };
  }

  #guard(ticket: string, fence: number, askedAt: number): ManagedGuard {
    return new RedisGuard(this.room, RELEASE_TICKET, ticket, fence, askedAt);
  }
}

/** What `ACQUIRE` answers. */
function acquired(reply: Reply): Answer<number> {
  if (reply === REFUSED) throw ownerDied();
  return reply === null || reply === PARKED ? UNANSWERED : numberOf(reply);
}

/** How somebody in line got the lock. */
export interface Held {
  readonly fence: number;
  /** Whether it was told by others, of those who have slept. */
  readonly told: boolean;
  /** All that holds it now. */
  readonly tickets: readonly string[];
}

/** What those in line are answered. @throws OwnerDiedError */
function heldIn(reply: Reply): Held {
  const [, fence, told, tickets = ''] = textOf(reply).split(' ');
  if (fence === undefined) throw ownerDied();
  return { fence: Number(fence), told: told !== '-', tickets: tickets.split(',') };
}

function ownerDied(): OwnerDiedError {
  return new OwnerDiedError(
    'the client that held the lock ended, or its lease did: look after what it protects, then recover() it',
  );
}
