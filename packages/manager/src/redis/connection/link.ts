/**
 * What a client reaches its server by, or its cluster.
 *
 * - **Order**: calls on one object go out in the order in which they were made, those of one tick in one write.
 * - **While there is no connection** calls wait, in order, until there is one again, for `connectTimeout` at most; then they
 *   reject with `ConnectError`, and nothing was done.
 * - **What was under way** when a connection ended is sent again if that is as good as once (whatever only reads, and the
 *   scripts that say so). All else may have been carried out or not: it rejects with `ConnectionLostError`.
 * - It keeps the program alive only while calls are under way, or somebody holds it.
 */
import { ClosedError } from '@weft/atomics';
import { ConnectError, ConnectionLostError } from '../../errors.js';
import type { RedisAddress } from './address.js';
import { Call, type Read } from './call.js';
import type { Credentials } from './credentials.js';
import type { Argument } from './replies.js';
import type { Script } from './script.js';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** Whether it says that there is no connection, or none any more. */
export function isOfConnection(error: unknown): boolean {
  return error instanceof ConnectError || error instanceof ConnectionLostError;
}

/** What the owner of a link is told. */
export interface LinkEvents {
  /** There is a connection, for the first time or again. What is called here goes out before what has waited. */
  connected(): void;
  /**
   * Somebody has published something to the channel that this link listens to. A cluster passes it on to all servers:
   * `isOf` says whether it comes from the one that has a key.
   */
  message(text: string, isOf: (key: string) => boolean): void;
  /** Whether a connection that is lost has to be made again even if no call waits for it. */
  isNeeded(): boolean;
}

export abstract class Link {
  protected readonly address: RedisAddress;
  protected readonly credentials: Credentials;
  protected readonly events: LinkEvents;
  protected readonly timeoutMs: number;
  #calls = 0;
  #isClosed = false;

  constructor(address: RedisAddress, credentials: Credentials, events: LinkEvents) {
    this.address = address;
    this.credentials = credentials;
    this.events = events;
    this.timeoutMs = credentials.options.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
  }

  /**
   * Has the server carry out a command that changes something.
   *
   * @param args the key first
   * @param read makes the result of the answer
   * @throws ConnectError, ConnectionLostError, ClosedError, and what `errorOfReply` makes of errors
   */
  change<T>(name: string, args: readonly Argument[], read: Read<T>): Promise<T> {
    return this.#call(name, args, undefined, false, read);
  }

  /** The same of one that may be carried out twice, for instance because it only reads. */
  read<T>(name: string, args: readonly Argument[], read: Read<T>): Promise<T> {
    return this.#call(name, args, undefined, true, read);
  }

  /** Has the server carry out a script. */
  run<T>(script: Script, keys: readonly string[], args: readonly Argument[], read: Read<T>): Promise<T> {
    return this.#call('evalsha', [keys.length, ...keys, ...args], script, script.repeatable, read);
  }

  /** Whether calls on different objects go out in the order in which they were made, too. */
  abstract readonly isOrdered: boolean;

  /** Whether a call with that key would go out at once. */
  abstract reaches(key: string): boolean;

  /** Listens to a channel, with all connections, from before the next call on. */
  abstract listen(channel: string): void;

  /** Keeps the program alive until `letGo`; calls do so by themselves. */
  abstract hold(): void;

  abstract letGo(): void;

  /** Ends all connections. Calls that are under way reject with `ClosedError`. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.end(this.closedError());
  }

  protected get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a call, or has it wait. */
  protected abstract dispatch<T>(call: Call<T>): Promise<T>;

  protected abstract end(error: Error): void;

  protected lostError(cause: Error | undefined): ConnectionLostError {
    return new ConnectionLostError(
      `the connection to ${this.address.text} was lost: what was under way may be done or not`,
      { cause },
    );
  }

  protected unreachable(cause: Error | undefined): ConnectError {
    const why = cause?.message ?? 'nobody answers';
    return new ConnectError(`cannot connect to ${this.address.text}: ${why}`, { cause });
  }

  protected closedError(): ClosedError {
    return new ClosedError(`the manager of ${this.address.text} is closed`);
  }

  #call<T>(
    name: string,
    args: readonly Argument[],
    script: Script | undefined,
    isRepeatable: boolean,
    read: Read<T>,
  ): Promise<T> {
    if (this.#isClosed) return Promise.reject(this.closedError());
    this.#calls += 1;
    return this.dispatch(new Call(this.#calls, name, args, script, isRepeatable, read));
  }
}
