import type { ManagedEvent } from '../../containers/locks.js';
import type { WaitOptions } from '../../containers/managed-object.js';
import { nothing } from '../connection/replies.js';
import { type Origin, RedisObject } from '../redis-object.js';
import { CLEAR, EVENT, SET, WAIT } from '../scripts/event.js';
import { UNANSWERED } from '../waiting/answer.js';
import { Room } from '../waiting/room.js';
import { TIMED_OUT, waitFor } from '../waiting/wait.js';

export class RedisEvent extends RedisObject<'event'> implements ManagedEvent {
  readonly #room: Room;

  constructor(origin: Origin<'event'>) {
    super(origin);
    this.#room = Room.of(origin.client, origin.id, EVENT);
  }

  async set(): Promise<void> {
    this.check();
    return this.#room.run(SET, [], nothing);
  }

  async clear(): Promise<void> {
    this.check();
    return this.#room.run(CLEAR, [], nothing);
  }

  isSet(): Promise<boolean> {
    return this.ask('HEXISTS', 'state', ['set'], (reply) => reply === 1);
  }

  async wait(options?: WaitOptions): Promise<boolean> {
    this.check();
    const outcome = await waitFor(
      this.#room,
      {
        ask: (ticket, waits) =>
          this.#room.run(WAIT, [ticket, Number(waits)], (reply) => (reply === 1 ? true : UNANSWERED)),
        look: (ticket) => this.#room.look(ticket, () => true),
      },
      options,
    );
    return outcome !== TIMED_OUT;
  }
}
