import { BrokenBarrierError, TimeoutError } from '@weft/atomics';
import { checkWait } from '@weft/atomics/kit';
import type { ManagedBarrier } from '../../containers/locks.js';
import type { WaitOptions } from '../../containers/managed-object.js';
import { nothing, numberOf, textOf } from '../connection/replies.js';
import { type Origin, RedisObject } from '../redis-object.js';
import { ABORT, ACTED, ARRIVE, BARRIER, GIVE_UP, RESET } from '../scripts/barrier.js';
import { UNANSWERED } from '../waiting/answer.js';
import { Room } from '../waiting/room.js';
import { TIMED_OUT, waitFor } from '../waiting/wait.js';

/** How a party passes: its place, and whether it runs the action first. */
interface Passage {
  readonly index: number;
  readonly acts: boolean;
}

export class RedisBarrier extends RedisObject<'barrier'> implements ManagedBarrier {
  readonly #room: Room;
  #action: (() => unknown) | undefined;

  /** Facts: how many parties, and the default timeout or nothing. */
  constructor(origin: Origin<'barrier'>) {
    super(origin);
    this.#room = Room.of(origin.client, origin.id, BARRIER);
  }

  get parties(): number {
    return Number(this.handle.facts.split(' ')[0]);
  }

  /** @internal */
  set action(action: (() => unknown) | undefined) {
    this.#action = action;
  }

  async wait(options?: WaitOptions): Promise<number> {
    this.check();
    checkWait(options);
    const timeout = options?.timeout ?? this.#defaultTimeout();
    const acts = this.#action === undefined ? 0 : 1;
    const outcome = await waitFor<Passage>(
      this.#room,
      {
        ask: (ticket) =>
          this.#room.run(ARRIVE, [ticket, acts], (reply) => {
            if (reply !== 0) throw broken();
            return UNANSWERED;
          }),
        look: (ticket) => this.#room.look(ticket, passageIn),
        giveUp: (ticket) =>
          this.#room.run(GIVE_UP, [ticket], (reply) =>
            reply === null ? UNANSWERED : passageIn(textOf(reply)),
          ),
        undo: (ticket) => this.#room.run(ACTED, [ticket, 0], numberOf),
        // To arrive is to wait: only the answer says whether one was the last.
        alwaysWaits: true,
      },
      { ...options, timeout },
    );
    if (outcome === TIMED_OUT) {
      throw new BrokenBarrierError('not all parties came in time: the barrier is broken until reset()', {
        cause: new TimeoutError('not all parties came in time'),
      });
    }
    const { index, acts: isActor } = outcome.result;
    if (isActor) await this.#act(outcome.ticket);
    return index;
  }

  async reset(): Promise<void> {
    this.check();
    return this.#room.run(RESET, [], nothing);
  }

  async abort(): Promise<void> {
    this.check();
    return this.#room.run(ABORT, [], nothing);
  }

  async waiting(): Promise<number> {
    return this.ask('ZCARD', 'line', [], (reply) => Math.min(numberOf(reply), this.parties));
  }

  broken(): Promise<boolean> {
    return this.ask('HEXISTS', 'state', ['broken'], (reply) => reply === 1);
  }

  #defaultTimeout(): number {
    const text = this.handle.facts.split(' ')[1];
    return text ? Number(text) : Number.POSITIVE_INFINITY;
  }

  async #act(ticket: string): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    // As long as it runs, this client has to be alive for the others.
    this.#room.possess(ticket);
    try {
      await this.#action?.();
    } catch (error) {
      failure = { error };
    } finally {
      this.#room.dispossess(ticket);
    }
    const counts = await this.#room.run(ACTED, [ticket, failure === undefined ? 1 : 0], numberOf);
    if (failure !== undefined) throw failure.error;
    // Somebody has broken the barrier while the action ran.
    if (counts === 0) throw broken();
  }
}

/** @throws BrokenBarrierError */
function passageIn(text: string): Passage {
  const [how, index] = text.split(' ');
  if (how === 'broken') throw broken();
  return { index: Number(index), acts: how === 'act' };
}

function broken(): BrokenBarrierError {
  return new BrokenBarrierError(
    'the barrier is broken: one of its parties gave up, failed or died; reset() makes it new',
  );
}
