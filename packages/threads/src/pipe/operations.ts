/**
 * The waits of a connection. The rules of atomics' `Operation` hold so: an announced attempt sets WAITERS in the word
 * that it will park on and only then looks again, and whoever changes something rings after that; a ring wakes all.
 */
import { TimeoutError } from '@weft/atomics';
import { Operation, PARK } from '@weft/atomics/kit';
import type { Chime } from './chime.js';
import { BrokenPipeError, EndOfFileError } from './errors.js';
import type { Holders } from './holders.js';
import type { Inbox, Received, Room } from './inbox.js';
import type { Outbox, Outgoing } from './outbox.js';

/** What the waits of a connection need to know of it. */
export interface Situation {
  /** Who has the other end. */
  readonly opposite: Holders;
  /** Tells all who wait that the other end is closed. */
  oppositeClosed(): void;
  /** @throws ClosedError once this connection is closed */
  checkOpen(): void;
}

abstract class WaitAtChime<T> extends Operation<T> {
  protected readonly situation: Situation;
  readonly #chime: Chime;

  constructor(chime: Chime, situation: Situation) {
    super();
    this.#chime = chime;
    this.situation = situation;
    this.word = chime.at;
  }

  protected abstract tryNow(): T | typeof PARK;

  attempt(announce: boolean): T | typeof PARK {
    this.situation.checkOpen();
    const outcome = this.tryNow();
    if (outcome !== PARK || !announce) return outcome;
    this.expected = this.#chime.announce();
    return this.tryNow();
  }

  /** Nobody tells that a thread or process died: whoever waits for it looks. */
  override pulse(): void {
    const { opposite } = this.situation;
    if (!opposite.closed && opposite.isGone(true)) this.situation.oppositeClosed();
  }
}

/** Sending one message, behind those of the same connection. */
export class Send extends WaitAtChime<undefined> {
  readonly #outbox: Outbox;
  readonly #message: Outgoing;

  constructor(chime: Chime, situation: Situation, outbox: Outbox, message: Outgoing) {
    super(chime, situation);
    this.#outbox = outbox;
    this.#message = message;
    outbox.add(message);
  }

  protected tryNow(): undefined | typeof PARK {
    if (this.#message.done) return undefined;
    if (this.situation.opposite.isGone(false)) {
      this.abandon();
      throw brokenPipe();
    }
    this.#outbox.push();
    return this.#message.done ? undefined : PARK;
  }

  override abandon(): void {
    this.#outbox.drop(this.#message);
  }

  timedOut(): undefined {
    throw new TimeoutError('the message was not sent within the timeout, and will not be: there was no room');
  }
}

/** Sending all messages of a connection, for a thread that cannot leave that to its event loop. */
export class Flush extends WaitAtChime<undefined> {
  readonly #outbox: Outbox;

  constructor(chime: Chime, situation: Situation, outbox: Outbox) {
    super(chime, situation);
    this.#outbox = outbox;
  }

  protected tryNow(): undefined | typeof PARK {
    if (this.situation.opposite.isGone(false)) throw brokenPipe();
    this.#outbox.push();
    return this.#outbox.isEmpty ? undefined : PARK;
  }

  timedOut(): undefined {
    return undefined;
  }
}

/** How a message is received: where its bytes go, and what is made of them, at once as the next ones may go there too. */
export interface Reception<T> {
  readonly room: Room;
  readonly read: (received: Received) => T;
}

/** Receiving one message. */
export class Receive<T> extends WaitAtChime<T> {
  readonly #inbox: Inbox;
  readonly #room: Room;
  readonly #read: (received: Received) => T;
  readonly #behindOthers: boolean;

  /** @param behindOthers whether tasks of this thread are in line already, so that this one has to join them */
  constructor(
    chime: Chime,
    situation: Situation,
    inbox: Inbox,
    { room, read }: Reception<T>,
    behindOthers = false,
  ) {
    super(chime, situation);
    this.#behindOthers = behindOthers;
    this.#inbox = inbox;
    this.#room = room;
    this.#read = read;
  }

  protected tryNow(): T | typeof PARK {
    const received = this.#inbox.pull(this.#room) ?? this.#last();
    return received === undefined ? PARK : this.#read(received);
  }

  /** Once the other end is closed, nothing comes after what is there now. */
  #last(): Received | undefined {
    if (!this.situation.opposite.closed) return undefined;
    const received = this.#inbox.pull(this.#room);
    if (received !== undefined) return received;
    throw new EndOfFileError('the other end of the pipe is closed, and nothing is left in it');
  }

  override attempt(announce: boolean): T | typeof PARK {
    return !announce && this.#behindOthers ? PARK : super.attempt(announce);
  }

  override abandon(): void {
    this.#inbox.keepApart();
  }

  timedOut(): T {
    throw new TimeoutError('no message came within the timeout');
  }
}

/** Waiting until there is something to receive, be it the end. */
export class Poll extends WaitAtChime<boolean> {
  readonly #inbox: Inbox;

  constructor(chime: Chime, situation: Situation, inbox: Inbox) {
    super(chime, situation);
    this.#inbox = inbox;
  }

  protected tryNow(): boolean | typeof PARK {
    return this.#inbox.hasData() || this.situation.opposite.closed ? true : PARK;
  }

  timedOut(): boolean {
    return false;
  }
}

function brokenPipe(): BrokenPipeError {
  return new BrokenPipeError('the other end of the pipe is closed: nobody will receive this');
}
