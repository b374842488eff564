/** This thread's place in the regions that it has open. */

import { checkName } from '../checks.js';
import { identityText, rememberThreadName, thisThread } from '../threads/this-thread.js';
import type { ParticipantTable } from './participants.js';

/** The calling thread as a participant of one region. */
export class Membership {
  readonly table: ParticipantTable;
  readonly token: number;
  #left = false;

  constructor(table: ParticipantTable) {
    this.table = table;
    this.token = table.join();
    memberships.add(this);
  }

  /** Whether this thread has closed the region: the token is stale, and what it held is not its own any more. */
  get left(): boolean {
    return this.#left;
  }

  leave(): void {
    this.#left = true;
    memberships.delete(this);
    this.table.leave(this.token);
  }
}

const memberships = new Set<Membership>();

/** All regions that this thread has open. */
export function currentMemberships(): ReadonlySet<Membership> {
  return memberships;
}

/**
 * Names the calling thread in error reports and `inspect()` (cut to 32 bytes of UTF-8).
 *
 * @throws ArgumentError if `name` is not a string of 1 to 255 bytes
 */
export function setThreadName(name: string): void {
  checkName(name);
  rememberThreadName(name);
  for (const membership of memberships) membership.table.setName(membership.token, name);
}

/** Identity of the calling thread, unique over all threads and processes; the one that error reports show. */
export function threadIdentity(): string {
  return identityText(thisThread.identityHigh, thisThread.identityLow);
}
