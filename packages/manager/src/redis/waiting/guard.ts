/** The right to release something that a ticket holds. */
import type { ManagedGuard } from '../../containers/locks.js';
import { ConnectionLostError } from '../../errors.js';
import { nothing, numberOf } from '../connection/replies.js';
import type { Script } from '../connection/script.js';
import type { Room, Tenant } from './room.js';

export class RedisGuard implements ManagedGuard, Tenant {
  readonly ticket: string;
  fence: number;
  readonly #room: Room;
  readonly #verb: Script;
  #released: Promise<void> | undefined;
  #loss: Error | undefined;
  #controller: AbortController | undefined;

  /**
   * @param verb releases what a ticket holds; it answers 0 if that was lost before
   * @param askedAt when it was asked for, by this process' clock: the lease began later
   */
  constructor(room: Room, verb: Script, ticket: string, fence: number, askedAt: number) {
    this.#room = room;
    this.#verb = verb;
    this.ticket = ticket;
    this.fence = fence;
    room.settle(this, askedAt);
  }

  get lost(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#loss !== undefined) this.#controller.abort(this.#loss);
    return this.#controller.signal;
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  [Symbol.dispose](): void {
    this.release().catch(nothing);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  /** Somebody else has released it. */
  rung(): void {
    if (this.#released !== undefined) return;
    this.#released = Promise.resolve();
    this.#room.exit(this);
    this.#room.forget(this.ticket);
  }

  lose(error: Error): void {
    if (this.#released !== undefined || this.#loss !== undefined) return;
    this.#loss = error;
    this.#room.exit(this);
    this.#controller?.abort(error);
  }

  async #release(): Promise<void> {
    if (this.#loss !== undefined) throw this.#loss;
    this.#room.exit(this);
    // If it was sent twice, it was held until the first time: what was lost was the answer.
    const wasHeld = await this.#room.run(
      this.#verb,
      [this.ticket],
      (reply, isRepeated) => isRepeated || numberOf(reply) === 1,
    );
    if (wasHeld) return;
    throw new ConnectionLostError(
      'it was lost before it was released: its lease could not be renewed in time',
    );
  }
}
