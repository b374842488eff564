/**
 * Deadlock detection among blocked threads, of one process or several.
 *
 * A thread that has been blocked for some milliseconds publishes, in its slot of every participant table that it is
 * in, the identity of the owner it waits for; it repeats this at each pulse after having seen that the owner is the
 * same. From there the search follows identities only and needs no access to anyone's locks.
 *
 * **Why no report is false.** A cycle is reported if (1) it was seen once, at time s; (2) later, at time t, the same
 * cycle stands with the same wait sequence numbers; (3) each member has confirmed its owner between s and t. By (2)
 * each member was blocked in one and the same wait all the time from s to t, so it released nothing; by (3) each
 * waited, at some moment in between, for a lock owned by the next. So each still waits for a lock that only the next
 * one could release, and no member runs. (A plain `Lock` may be released by a thread that does not own it; a program
 * that counts on this for progress passes a timeout, and waits with a timeout take no part.)
 *
 * The member that began to wait last gets the error, so that the others can go on once it has let go.
 */
import { sharedClock } from '../clock.js';
import { DeadlockError, type DeadlockMember } from '../errors.js';
import { SLOT } from '../layout.js';
import { currentMemberships } from '../region/membership.js';
import type { ParticipantTable } from '../region/participants.js';
import { readText, writeText } from '../region/text.js';
import { identityText, thisThread, threadName } from '../threads/this-thread.js';
import type { Operation } from './operation.js';
import type { Site } from './run-sync.js';

/** One waiting thread of a path, as its slot said. */
interface Link {
  readonly table: ParticipantTable;
  readonly slot: number;
  readonly sequence: number;
  readonly confirmed: number;
  readonly since: number;
}

/** If the thread that should get the error does not (it may see less than others), any other does after so many looks. */
const PATIENCE = 20;

/** The part of one blocked thread in it, from the first pulse of its wait on. */
export class DeadlockWatch {
  readonly #site: Site;
  readonly #operation: Operation<unknown>;
  readonly #since = sharedClock();
  #owner: { readonly high: number; readonly low: number } | undefined;
  #candidate: readonly Link[] | undefined;
  #looks = 0;

  constructor(site: Site, operation: Operation<unknown>) {
    this.#site = site;
    this.#operation = operation;
  }

  /** Publishes this wait and looks for a cycle. @throws DeadlockError */
  look(): void {
    if (!this.#confirm()) return;
    const path = this.#follow();
    if (path === undefined) {
      this.#candidate = undefined;
      return;
    }
    if (this.#candidate === undefined || !sameWaits(this.#candidate, path)) {
      this.#candidate = path;
      this.#looks = 0;
      return;
    }
    const first = this.#candidate;
    const confirmedByAll = path.every((link, i) => link.confirmed !== first[i]?.confirmed);
    if (!confirmedByAll || !path.every(stillSame)) return;
    this.#looks += 1;
    if (path.some((link) => cameAfter(link, this.#since)) && this.#looks < PATIENCE) return;
    throw this.#error(path);
  }

  /** The wait is over: nobody finds it any more. */
  end(): void {
    if (this.#owner === undefined) return;
    this.#owner = undefined;
    for (const { table, token } of currentMemberships()) bumpSequence(table, token);
  }

  /** Publishes the owner, if there is one and the word still says so. */
  #confirm(): boolean {
    const { members, memory } = this.#site;
    const { word, expected } = this.#operation;
    const token = this.#operation.blocker();
    if (token === 0 || Atomics.load(memory.words, word) !== expected || members.table.isDead(token)) {
      this.end();
      return false;
    }
    const slot = members.table.slotOf(token);
    const high = Atomics.load(members.table.words, slot + SLOT.IDENTITY_HIGH);
    const low = Atomics.load(members.table.words, slot + SLOT.IDENTITY_LOW);
    if (this.#owner !== undefined && (this.#owner.high !== high || this.#owner.low !== low)) this.end();
    if (this.#owner === undefined) this.#publish(high, low);
    else {
      for (const { table, token: mine } of currentMemberships()) {
        Atomics.add(table.words, table.slotOf(mine) + SLOT.WAIT_CONFIRMED, 1);
      }
    }
    return true;
  }

  #publish(high: number, low: number): void {
    this.#owner = { high, low };
    for (const { table, token } of currentMemberships()) {
      const slot = table.slotOf(token);
      Atomics.store(table.words, slot + SLOT.WAIT_OWNER_HIGH, high);
      Atomics.store(table.words, slot + SLOT.WAIT_OWNER_LOW, low);
      Atomics.store(table.words, slot + SLOT.WAIT_SINCE, this.#since);
      writeText(table.words, slot + SLOT.WAIT_LABEL, SLOT.WAIT_LABEL_WORDS, this.#site.label);
      bumpSequence(table, token);
    }
  }

  /** The threads from the owner of what this one waits for back to this one; `undefined` if the path ends elsewhere. */
  #follow(): readonly Link[] | undefined {
    const path: Link[] = [];
    let next = this.#owner as { high: number; low: number };
    while (next.high !== thisThread.identityHigh || next.low !== thisThread.identityLow) {
      const link = findWaiting(next.high, next.low);
      if (
        link === undefined ||
        path.some((other) => other.table === link.table && other.slot === link.slot)
      ) {
        return undefined;
      }
      path.push(link);
      const { words } = link.table;
      next = {
        high: Atomics.load(words, link.slot + SLOT.WAIT_OWNER_HIGH),
        low: Atomics.load(words, link.slot + SLOT.WAIT_OWNER_LOW),
      };
      if (!stillSame(link)) return undefined;
    }
    return path;
  }

  #error(path: readonly Link[]): DeadlockError {
    const others = path.map((link) => ({
      thread: link.table.nameOf(link.slot),
      identity: identityText(
        Atomics.load(link.table.words, link.slot + SLOT.IDENTITY_HIGH),
        Atomics.load(link.table.words, link.slot + SLOT.IDENTITY_LOW),
      ),
      wants: readText(link.table.words, link.slot + SLOT.WAIT_LABEL, SLOT.WAIT_LABEL_WORDS),
    }));
    const members = [{ thread: threadName(), identity: myIdentity(), wants: this.#site.label }, ...others];
    // Each holds what the one before it wants; the last one wants what the first one holds.
    const cycle: DeadlockMember[] = members.map((member, i) => ({
      ...member,
      holds: (members.at(i - 1) as { wants: string }).wants,
    }));
    const story = cycle.map(({ thread, holds, wants }) => `${thread} holds ${holds} and wants ${wants}`);
    return new DeadlockError(
      `deadlock: ${story.join('; ')}. Acquire locks in the same order everywhere`,
      cycle,
    );
  }
}

/** @throws DeadlockError if this thread waits for what it holds itself */
export function checkSelf({ members, label }: Site, operation: Operation<unknown>): void {
  if (operation.blocker() !== members.token) return;
  throw selfDeadlock(
    label,
    label,
    'release it first (if an asynchronous task has it: the task cannot run while its thread is blocked), or use an RLock',
  );
}

/** The error for a thread that would wait for itself. */
export function selfDeadlock(wants: string, holds: string, advice: string): DeadlockError {
  const thread = threadName();
  return new DeadlockError(`thread ${thread} wants ${wants} and holds ${holds} itself: ${advice}`, [
    { thread, identity: myIdentity(), wants, holds },
  ]);
}

function myIdentity(): string {
  return identityText(thisThread.identityHigh, thisThread.identityLow);
}

function bumpSequence(table: ParticipantTable, token: number): void {
  Atomics.add(table.words, table.slotOf(token) + SLOT.WAIT_SEQUENCE, 1);
}

function findWaiting(high: number, low: number): Link | undefined {
  for (const { table } of currentMemberships()) {
    const slot = table.find(high, low);
    if (slot === undefined) continue;
    const sequence = Atomics.load(table.words, slot + SLOT.WAIT_SEQUENCE);
    if ((sequence & 1) === 0) continue;
    const confirmed = Atomics.load(table.words, slot + SLOT.WAIT_CONFIRMED);
    const since = Atomics.load(table.words, slot + SLOT.WAIT_SINCE);
    return { table, slot, sequence, confirmed, since };
  }
  return undefined;
}

function stillSame({ table, slot, sequence }: Link): boolean {
  return Atomics.load(table.words, slot + SLOT.WAIT_SEQUENCE) === sequence;
}

function sameWaits(a: readonly Link[], b: readonly Link[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (link, i) => link.table === b[i]?.table && link.slot === b[i]?.slot && link.sequence === b[i]?.sequence,
    )
  );
}

/** Whether that thread began to wait after `since`; of two that began in the same millisecond, the later slot did. */
function cameAfter(link: Link, since: number): boolean {
  const later = (link.since - since) | 0;
  if (later !== 0) return later > 0;
  return Atomics.load(link.table.words, link.slot + SLOT.IDENTITY_LOW) > thisThread.identityLow;
}
