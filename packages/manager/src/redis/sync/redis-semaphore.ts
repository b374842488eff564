import { SemaphoreOverflowError, TimeoutError } from '@weft/atomics';
import { checkInteger, checkWait } from '@weft/atomics/kit';
import type { ManagedGuard, ManagedSemaphore, PermitOptions } from '../../containers/locks.js';
import { runWith } from '../../containers/run-with.js';
import { numberOf, type Reply, textOf } from '../connection/replies.js';
import { type Origin, RedisObject } from '../redis-object.js';
import { GIVE_BACK, RELEASE_PERMITS, SEMAPHORE, TAKE } from '../scripts/semaphore.js';
import { type Answer, UNANSWERED } from '../waiting/answer.js';
import { RedisGuard } from '../waiting/guard.js';
import { Room } from '../waiting/room.js';
import { TIMED_OUT, waitFor } from '../waiting/wait.js';

const MOST = 0x7fffffff;

/** Of permits: nobody needs to tell one from another. */
const NO_FENCE = 0;

type Kind = 'semaphore' | 'boundedSemaphore';

/** Fair: who waits for many permits is not overtaken. Those of a client whose lease ends come back. */
export class RedisSemaphore extends RedisObject<Kind> implements ManagedSemaphore {
  readonly #room: Room;

  constructor(origin: Origin<Kind>) {
    super(origin);
    this.#room = Room.of(origin.client, origin.id, SEMAPHORE);
  }

  async acquire(options?: PermitOptions): Promise<ManagedGuard> {
    checkWait(options);
    const count = checkInteger('count', options?.count ?? 1, 1, MOST);
    const guard = await this.#take(count, options);
    if (guard === undefined) throw new TimeoutError(`${count} permits were not free in time`);
    return guard;
  }

  async tryAcquire(count: number = 1): Promise<ManagedGuard | undefined> {
    checkInteger('count', count, 1, MOST);
    return this.#take(count, { timeout: 0 });
  }

  run<T>(fn: () => T | PromiseLike<T>, options?: PermitOptions): Promise<T> {
    return runWith(() => this.acquire(options), fn);
  }

  async release(count: number = 1): Promise<void> {
    checkInteger('count', count, 1, MOST);
    this.check();
    const excess = await this.#room.run(RELEASE_PERMITS, [count], (reply) =>
      reply === 1 ? undefined : textOf(reply),
    );
    if (excess === undefined) return;
    throw new SemaphoreOverflowError(`the semaphore has ${excess} permits: ${count} more are too many`);
  }

  async value(): Promise<number> {
    return this.ask('HGET', 'state', ['value'], (reply) => Number(textOf(reply)));
  }

  async #take(count: number, options: PermitOptions | undefined): Promise<ManagedGuard | undefined> {
    this.check();
    const outcome = await waitFor(
      this.#room,
      {
        ask: (ticket, waits) => this.#room.run(TAKE, [ticket, count, Number(waits)], taken),
        look: (ticket) => this.#room.look(ticket, () => true as const),
        undo: (ticket) => this.#room.run(GIVE_BACK, [ticket], numberOf),
      },
      options,
    );
    if (outcome === TIMED_OUT) return undefined;
    return new RedisGuard(this.#room, GIVE_BACK, outcome.ticket, NO_FENCE, outcome.askedAt);
  }
}

function taken(reply: Reply): Answer<true> {
  return reply === 1 ? true : UNANSWERED;
}
