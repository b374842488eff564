/** A wait for something that another client makes come true. */
import { checkWait, now } from '@weft/atomics/kit';
import type { WaitOptions } from '../../containers/managed-object.js';
import { ConnectError } from '../../errors.js';
import { isOfConnection } from '../connection/link.js';
import { nothing } from '../connection/replies.js';
import { type Answer, UNANSWERED } from './answer.js';
import type { Room, Tenant } from './room.js';

/** The time was up, and nothing was taken. */
export const TIMED_OUT: unique symbol = Symbol('timed out');

/** What a timer of Node can wait; it takes more for 1. */
const LONGEST_TIMER_MS = 0x7fffffff;

/** What is waited for. */
export interface Question<R> {
  /** Asks with a ticket. `waits` says whether to stand in line if it cannot be answered at once. */
  ask(ticket: string, waits: boolean): Promise<Answer<R>>;
  /** Looks for an answer that was left for the ticket. */
  look(ticket: string): Promise<Answer<R>>;
  /** Undoes what the answer has given, because nobody could be told. By default it stays given. */
  undo?(ticket: string): Promise<unknown>;
  /** What is done in place of leaving the line when the wait is given up. */
  giveUp?(ticket: string): Promise<Answer<R>>;
  /** Whether giving up only makes the answer come sooner. */
  readonly endures?: boolean;
  /** Whether `ask` always stands in line, so that whoever does not want to wait has to give up. */
  readonly alwaysWaits?: boolean;
}

/** The answer, and the ticket that it was given to. */
export interface Outcome<R> {
  readonly ticket: string;
  readonly result: R;
  /** Before the question was asked, by this process' clock. */
  readonly askedAt: number;
}

/**
 * Asks, and waits for the answer.
 *
 * The ring cannot be missed: this client listens before it asks, over one connection, so whoever answers later rings a bell that
 * is heard. If the connection is lost, the beat with the next one finds what was answered meanwhile.
 *
 * @throws the signal's reason; ConnectionLostError, ClosedError and what `ask` throws
 */
export async function waitFor<R>(
  room: Room,
  question: Question<R>,
  options: WaitOptions | undefined,
): Promise<Outcome<R> | typeof TIMED_OUT> {
  const timeout = checkWait(options);
  options?.signal?.throwIfAborted();
  return new Wait(room, question).run(timeout, options?.signal);
}

class Wait<R> implements Tenant {
  readonly ticket: string;
  readonly #room: Room;
  readonly #question: Question<R>;
  #askedAt = 0;
  #isOver = false;
  #resolve: (outcome: Outcome<R> | typeof TIMED_OUT) => void = nothing;
  #reject: (error: unknown) => void = nothing;
  #stopListening: () => void = nothing;
  #timer: NodeJS.Timeout | undefined;

  constructor(room: Room, question: Question<R>) {
    this.#room = room;
    this.#question = question;
    this.ticket = room.client.newTicket(room);
  }

  run(timeout: number, signal: AbortSignal | undefined): Promise<Outcome<R> | typeof TIMED_OUT> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#room.client.link.hold();
      this.#room.enter(this);
      const waits = timeout > 0 || this.#question.alwaysWaits === true;
      if (waits && timeout !== Number.POSITIVE_INFINITY) this.#startTimer(timeout);
      if (signal !== undefined) this.#listenTo(signal);
      void this.#ask(waits);
    });
  }

  rung(): void {
    void this.#look();
  }

  lose(error: Error): void {
    this.#fail(error);
  }

  async #ask(waits: boolean): Promise<void> {
    try {
      this.#askedAt = now();
      const answer = await this.#question.ask(this.ticket, waits);
      if (this.#isOver) this.#room.client.whenConnected(this.#room, () => this.#disown());
      else if (answer !== UNANSWERED) this.#succeed(answer);
      else if (waits) this.#room.settle(this, this.#askedAt);
      else this.#end(() => this.#resolve(TIMED_OUT));
    } catch (error) {
      this.#fail(error);
      // It may have been carried out all the same.
      if (isOfConnection(error)) this.#room.client.whenConnected(this.#room, () => this.#disown());
    }
  }

  async #look(): Promise<void> {
    if (this.#isOver) return;
    try {
      const answer = await this.#question.look(this.ticket);
      // Who has given up asks for the answer, too, and gives it back.
      if (this.#isOver || answer === UNANSWERED) return;
      this.#forget();
      this.#succeed(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The wait is given up: the server says whether that comes too late. If it does not, nothing was taken, and `settle` is run. */
  async #giveUp(settle: () => void): Promise<void> {
    try {
      const answer = await this.#leaveLine();
      if (this.#isOver || this.#question.endures === true) return;
      if (answer === UNANSWERED) this.#end(settle);
      else {
        this.#forget();
        this.#succeed(answer);
      }
    } catch (error) {
      // Whoever has to have an answer goes on: the next connection, or the end of the lease, brings one.
      if (this.#question.endures === true && error instanceof ConnectError && !this.#isOver)
        void this.#giveUp(settle);
      else this.#fail(error);
    }
  }

  async #leaveLine(): Promise<Answer<R>> {
    const { giveUp } = this.#question;
    if (giveUp !== undefined) return giveUp.call(this.#question, this.ticket);
    const left = await this.#room.run(this.#room.family.common.withdraw, [this.ticket], (reply) => reply);
    return left === null ? UNANSWERED : this.#question.look(this.ticket);
  }

  /** The caller does not wait any more, and what may still be given is to be given back. */
  #abandon(settle: () => void): void {
    this.#end(settle);
    this.#room.client.whenConnected(this.#room, () => this.#disown());
  }

  /** Nobody will ever know of the ticket. */
  async #disown(): Promise<void> {
    await this.#room.run(this.#room.family.common.withdraw, [this.ticket], nothing);
    await this.#question.undo?.(this.ticket);
    await this.#room.run(this.#room.family.common.forget, [this.ticket], nothing);
  }

  #forget(): void {
    this.#room.forget(this.ticket);
  }

  #succeed(result: R): void {
    this.#end(() => this.#resolve({ ticket: this.ticket, result, askedAt: this.#askedAt }));
  }

  #fail(error: unknown): void {
    this.#end(() => this.#reject(error));
  }

  #end(settle: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#room.exit(this);
    this.#room.client.link.letGo();
    settle();
  }

  #startTimer(timeout: number): void {
    this.#timer = setTimeout(
      () => {
        if (timeout > LONGEST_TIMER_MS) this.#startTimer(timeout - LONGEST_TIMER_MS);
        else this.#stop(() => this.#resolve(TIMED_OUT));
      },
      Math.min(timeout, LONGEST_TIMER_MS),
    );
  }

  #listenTo(signal: AbortSignal): void {
    const abort = () => this.#stop(() => this.#reject(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    this.#stopListening = () => signal.removeEventListener('abort', abort);
  }

  #stop(settle: () => void): void {
    // Without a connection nobody can say whether it was answered; should it have been, that is undone later.
    const isReached = this.#room.client.link.reaches(this.#room.key);
    if (isReached || this.#question.endures === true) void this.#giveUp(settle);
    else this.#abandon(settle);
  }
}
