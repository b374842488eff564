/**
 * The connection to a server: calls go out in the order in which they were made, those of one tick in one write.
 *
 * - **One connection** also for messages (RESP3), so that these and answers come in the order in which the server made them.
 * - **While there is no connection** calls wait, in order, until there is one again, for `connectTimeout` at most; then they
 *   reject with `ConnectError`, and nothing was done.
 * - **What was under way** when the connection ended is sent again if that is as good as once (whatever only reads, and the
 *   scripts that say so). All else may have been carried out or not: it rejects with `ConnectionLostError`.
 * - It keeps the program alive only while calls are under way, or somebody holds it.
 */
import { ClosedError } from '@weft/atomics';
import type { Redis, RedisOptions } from 'ioredis';
import { AuthenticationError, ConnectError, ConnectionLostError } from '../../errors.js';
import type { RedisAddress } from './address.js';
import type { Credentials } from './credentials.js';
import { loadClient } from './load-client.js';
import { type Argument, errorOfReply, isReplyError, type Reply } from './replies.js';
import type { Script } from './script.js';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** Milliseconds until the next try to connect: twice as long each time. */
const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 1_000;

/** How often a call may meet a replica: with the pauses in between that is as long as an election takes, and longer. */
const MOST_REPLICAS = 500;

/** A call. */
interface Request {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly script: Script | undefined;
  readonly repeatable: boolean;
  /** How often it is tried again when it meets a replica. */
  patience: number;
  /** Whether it was sent before, and may have been carried out then. */
  isRepeated: boolean;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes the result of an answer; the first one may have been lost, and the call have been carried out twice. */
export type Read<T> = (reply: Reply, isRepeated: boolean) => T;

/** Whether it says that there is no connection, or none any more. */
export function isOfConnection(error: unknown): boolean {
  return error instanceof ConnectError || error instanceof ConnectionLostError;
}

/** What the owner of a link is told. */
export interface LinkEvents {
  /** There is a connection, for the first time or again. What is called here goes out before what has waited. */
  connected(): void;
  /** Somebody has published something to the channel that this link listens to. */
  message(text: string): void;
  /** Whether a connection that is lost has to be made again even if no call waits for it. */
  isNeeded(): boolean;
}

export class Link {
  readonly #address: RedisAddress;
  readonly #credentials: Credentials;
  readonly #events: LinkEvents;
  readonly #timeoutMs: number;
  /** Scripts that the server has been given over this connection. */
  readonly #known = new Set<Script>();
  readonly #waiting: Request[] = [];
  #redis: Redis | undefined;
  #loading = false;
  #isOpen = false;
  #hasBeenOpen = false;
  #closed = false;
  #channel: string | undefined;
  #holds = 0;
  #failure: Error | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #corked: NodeJS.WritableStream | undefined;

  constructor(address: RedisAddress, credentials: Credentials, events: LinkEvents) {
    this.#address = address;
    this.#credentials = credentials;
    this.#events = events;
    this.#timeoutMs = credentials.options.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Has the server carry out a command that changes something.
   *
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

  /** Listens to a channel, with this connection and all later ones, from before the next call on. */
  listen(channel: string): void {
    if (this.#channel !== undefined) return;
    this.#channel = channel;
    if (this.#isOpen) this.#subscribe();
  }

  /** Keeps the program alive until `letGo`; calls count. */
  hold(): void {
    this.#holds += 1;
    if (this.#holds === 1 && this.#isOpen) this.#redis?.stream.ref?.();
  }

  letGo(): void {
    this.#holds -= 1;
    if (this.#holds === 0 && this.#isOpen) this.#redis?.stream.unref?.();
  }

  /** Ends the connection. Calls that are under way reject with `ClosedError`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#isOpen = false;
    this.#rejectWaiting(this.#closedError());
    this.#redis?.disconnect();
  }

  #call<T>(
    name: string,
    args: readonly Argument[],
    script: Script | undefined,
    repeatable: boolean,
    read: Read<T>,
  ): Promise<T> {
    if (this.#closed) return Promise.reject(this.#closedError());
    this.hold();
    return new Promise<T>((resolve, reject) => {
      const request: Request = {
        name,
        args,
        script,
        repeatable,
        patience: MOST_REPLICAS,
        isRepeated: false,
        resolve: (reply) => {
          this.letGo();
          try {
            resolve(read(reply, request.isRepeated));
          } catch (error) {
            reject(error);
          }
        },
        reject: (error) => {
          this.letGo();
          reject(error);
        },
      };
      this.#begin(request);
    });
  }

  #begin(request: Request): void {
    if (this.#isOpen) this.#send(request);
    else this.#wait(request);
  }

  #send(request: Request): void {
    const { script } = request;
    let [name, args] = [request.name, request.args];
    if (script !== undefined) {
      const isKnown = this.#known.has(script);
      // The text makes the server remember the script, so that no later call can come before it is known.
      this.#known.add(script);
      name = isKnown ? 'evalsha' : 'eval';
      args = [isKnown ? script.sha : script.lua, ...args];
    }
    this.#cork();
    (this.#redis as Redis).callBuffer(name, ...args.map(asBuffer)).then(
      (reply) => request.resolve(reply as Reply),
      (error) => this.#failed(request, error as Error),
    );
  }

  #failed(request: Request, error: Error): void {
    if (isReplyError(error)) this.#refused(request, error);
    else this.#unanswered(request, error);
  }

  /** The server has answered with an error, and so has done nothing. */
  #refused(request: Request, error: Error): void {
    const { message } = error;
    if (message.startsWith('NOSCRIPT') && request.script !== undefined) {
      // Somebody has made it forget its scripts.
      this.#known.delete(request.script);
      this.#begin(request);
    } else if (message.startsWith('READONLY') && request.patience-- > 0) {
      // After a failover this is a replica, and where the address leads to there will be a primary.
      this.#isOpen = false;
      this.#redis?.disconnect(true);
      this.#begin(request);
    } else request.reject(errorOfReply(error));
  }

  /** The connection has ended. */
  #unanswered(request: Request, error: Error): void {
    const wasSent = !error.message.startsWith("Stream isn't writeable");
    // The connection may have ended without its client having told so yet.
    if (!wasSent || this.#redis?.status !== 'ready') this.#isOpen = false;
    if (this.#closed) request.reject(this.#closedError());
    else if (request.repeatable || !wasSent) {
      request.isRepeated ||= wasSent;
      this.#begin(request);
    } else {
      this.#failure ??= error;
      request.reject(this.#lostError());
    }
  }

  #wait(request: Request): void {
    this.#waiting.push(request);
    this.#deadline ??= setTimeout(() => {
      this.#deadline = undefined;
      this.#rejectWaiting(this.#unreachable());
    }, this.#timeoutMs);
    this.#connect();
  }

  #connect(): void {
    if (this.#redis === undefined) void this.#load();
    // Nobody needed the connection when the last try failed, so no further one was made.
    else if (this.#redis.status === 'end') this.#redis.connect().catch(() => {});
  }

  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const Client = await loadClient();
      if (this.#closed) return;
      this.#redis = this.#listenTo(new Client(this.#options()));
    } catch (error) {
      this.#rejectWaiting(error);
    } finally {
      this.#loading = false;
    }
  }

  #options(): RedisOptions & { readonly replyMapping: 'legacy' } {
    const { host, port, db, tls } = this.#address;
    const { username, password, options } = this.#credentials;
    return {
      host,
      port,
      db,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: { servername: host, ...options.tls } }),
      connectTimeout: this.#timeoutMs,
      ...(options.redis as RedisOptions | undefined),
      protocol: 3,
      replyMapping: 'legacy',
      // What waits for a connection waits here; what is under way when one ends is rejected at once.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      enableAutoPipelining: false,
      retryStrategy: (times) => {
        const isNeeded = this.#holds > 0 || this.#events.isNeeded();
        return isNeeded && this.#hasBeenOpen && !this.#closed
          ? Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LONGEST_RETRY_MS)
          : null;
      },
    };
  }

  #listenTo(redis: Redis): Redis {
    redis.on('ready', () => this.#opened());
    redis.on('close', () => {
      this.#isOpen = false;
      if (!this.#hasBeenOpen) this.#rejectWaiting(this.#unreachable());
    });
    redis.on('error', (error: Error) => {
      this.#failure = error;
      if (!isReplyError(error)) return;
      const refusal = errorOfReply(error);
      if (refusal instanceof AuthenticationError) this.#rejectWaiting(refusal);
    });
    redis.on('message', (_channel: string, text: string) => this.#events.message(text));
    return redis;
  }

  #opened(): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#known.clear();
    this.#failure = undefined;
    this.#isOpen = true;
    this.#hasBeenOpen = true;
    if (this.#channel !== undefined) this.#subscribe();
    this.#events.connected();
    for (const request of this.#waiting.splice(0)) this.#begin(request);
    if (this.#holds === 0) this.#redis?.stream.unref?.();
  }

  #subscribe(): void {
    // If it is lost with the connection, the next one subscribes again.
    this.#redis?.subscribe(this.#channel as string).catch(() => {});
  }

  /** Gathers what is written in this tick. */
  #cork(): void {
    const { stream } = this.#redis as Redis;
    if (this.#corked === stream) return;
    this.#corked = stream;
    stream.cork();
    process.nextTick(() => {
      if (this.#corked === stream) this.#corked = undefined;
      stream.uncork();
    });
  }

  #rejectWaiting(error: unknown): void {
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    for (const request of this.#waiting.splice(0)) {
      const isInDoubt = request.isRepeated && error instanceof ConnectError;
      request.reject(isInDoubt ? this.#lostError() : error);
    }
  }

  #lostError(): ConnectionLostError {
    return new ConnectionLostError(
      `the connection to ${this.#address.text} was lost: what was under way may be done or not`,
      { cause: this.#failure },
    );
  }

  #unreachable(): ConnectError {
    const why = this.#failure?.message ?? 'nobody answers';
    return new ConnectError(`cannot connect to ${this.#address.text}: ${why}`, { cause: this.#failure });
  }

  #closedError(): ClosedError {
    return new ClosedError(`the manager of ${this.#address.text} is closed`);
  }
}

/** The same bytes, as the client of `ioredis` knows bytes. */
function asBuffer(argument: Argument): string | number | Buffer {
  if (typeof argument !== 'object' || argument instanceof Buffer) return argument;
  return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
}
