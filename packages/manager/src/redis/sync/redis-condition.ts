import { NotOwnerError } from '@weft/atomics';
import { checkInteger, currentContext } from '@weft/atomics/kit';
import type { ManagedCondition } from '../../containers/locks.js';
import type { WaitOptions } from '../../containers/managed-object.js';
import { waitUntil } from '../../containers/wait-until.js';
import { numberOf } from '../connection/replies.js';
import type { Origin } from '../redis-object.js';
import { NOTIFY, PARKED, REFUSED, SLEEP, WAKE } from '../scripts/mutex.js';
import { UNANSWERED } from '../waiting/answer.js';
import { RedisGuard } from '../waiting/guard.js';
import { TIMED_OUT, waitFor } from '../waiting/wait.js';
import { type Held, RedisMutexObject } from './mutex-object.js';

/** How many are told: everybody. */
const ALL = -1;

/** Those who sleep are kept beside the lock, so that a cluster has both in one place. */
export class RedisCondition extends RedisMutexObject<'condition'> implements ManagedCondition {
  /** Facts: the id of its lock, which is that of the condition if the lock is its own. */
  constructor(origin: Origin<'condition'>) {
    super(origin, origin.facts);
  }

  async wait(options?: WaitOptions): Promise<boolean> {
    this.check();
    const context = currentContext();
    const outcome = await waitFor<Held>(
      this.room,
      {
        ask: (ticket) =>
          this.room.run(SLEEP, [ticket, context, this.id], (reply) => {
            if (reply !== PARKED) throw notOwner('wait');
            return UNANSWERED;
          }),
        look: (ticket) => this.look(ticket, (held) => held),
        giveUp: (ticket) => this.room.run(WAKE, [ticket], () => UNANSWERED),
        endures: true,
        alwaysWaits: true,
      },
      options,
    );
    if (outcome === TIMED_OUT) return false;
    const { fence, told, tickets } = outcome.result;
    // Others had the lock meanwhile.
    for (const ticket of tickets) {
      const guard = this.room.tenant(ticket);
      if (guard instanceof RedisGuard) guard.fence = fence;
    }
    // It was given up, and has the lock again only now.
    if (!told) options?.signal?.throwIfAborted();
    return told;
  }

  waitFor(predicate: () => boolean | PromiseLike<boolean>, options?: WaitOptions): Promise<boolean> {
    return waitUntil(this, predicate, options);
  }

  async notify(n: number = 1): Promise<void> {
    checkInteger('n', n, 1, Number.MAX_SAFE_INTEGER);
    await this.#tell(n);
  }

  notifyAll(): Promise<void> {
    return this.#tell(ALL);
  }

  protected override get stateKey(): string {
    return this.client.keys.of(this.handle.facts, 'state');
  }

  async #tell(count: number): Promise<void> {
    this.check();
    const done = await this.room.run(NOTIFY, [currentContext(), this.id, count], numberOf);
    if (done === REFUSED) throw notOwner('notify');
  }
}

function notOwner(verb: string): NotOwnerError {
  return new NotOwnerError(`${verb} needs the lock of the condition: acquire() it first`);
}
