/** The link to one server, by one connection, so that messages and answers come in the order in which the server made them. */
import type { RedisAddress } from './address.js';
import type { Call } from './call.js';
import { Connection } from './connection.js';
import type { Credentials } from './credentials.js';
import { Link, type LinkEvents } from './link.js';
import { errorOfReply } from './replies.js';
import { WaitingCalls } from './waiting-calls.js';

export class ServerLink extends Link {
  readonly isOrdered = true;
  readonly #connection: Connection;
  readonly #waiting: WaitingCalls;

  constructor(address: RedisAddress, credentials: Credentials, events: LinkEvents) {
    super(address, credentials, events);
    const { timeoutMs } = this;
    this.#waiting = new WaitingCalls({
      timeoutMs,
      timedOut: () => this.unreachable(this.#connection.failure),
      inDoubt: () => this.lostError(this.#connection.failure),
    });
    this.#connection = new Connection(
      { ...address, credentials, timeoutMs },
      {
        opened: () => this.#opened(),
        closed: () => this.#closed(),
        refused: (error) => this.#waiting.rejectAll(error),
        message: (text) => events.message(text, isOfThisServer),
        isNeeded: () => !this.#waiting.isEmpty || events.isNeeded(),
        answered: (call, reply) => call.read(reply, call.isRepeated),
        declined: (call, error) => this.#declined(call, error),
        unanswered: (call, error, wasSent) => this.#unanswered(call, error, wasSent),
      },
    );
  }

  reaches(): boolean {
    return this.#connection.isOpen;
  }

  listen(channel: string): void {
    this.#connection.listen(channel);
  }

  hold(): void {
    this.#connection.hold();
  }

  letGo(): void {
    this.#connection.letGo();
  }

  protected dispatch<T>(call: Call<T>): Promise<T> {
    return this.#connection.isOpen ? this.#connection.send(call) : this.#wait(call);
  }

  protected end(error: Error): void {
    this.#waiting.rejectAll(error);
    this.#connection.close();
  }

  #wait<T>(call: Call<T>): Promise<T> {
    const result = this.#waiting.wait(call, (again) => this.dispatch(again));
    this.#connection.connect();
    return result;
  }

  #opened(): void {
    this.events.connected();
    this.#waiting.goOn();
  }

  #closed(): void {
    if (!this.#connection.hasBeenOpen) this.#waiting.rejectAll(this.unreachable(this.#connection.failure));
  }

  #declined<T>(call: Call<T>, error: Error): Promise<T> {
    if (!error.message.startsWith('READONLY') || this.isClosed) return Promise.reject(errorOfReply(error));
    // After a failover this is a replica, and where the address leads to there will be a primary.
    this.#connection.restart();
    return this.#wait(call);
  }

  #unanswered<T>(call: Call<T>, error: Error, wasSent: boolean): Promise<T> {
    if (this.isClosed) return Promise.reject(this.closedError());
    if (wasSent && !call.isRepeatable) return Promise.reject(this.lostError(error));
    call.isRepeated ||= wasSent;
    return this.dispatch(call);
  }
}

function isOfThisServer(): boolean {
  return true;
}
