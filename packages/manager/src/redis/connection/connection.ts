/** A connection to one server: made when it is needed, and made again when it is lost. */
import type { Redis, RedisOptions } from 'ioredis';
import { AuthenticationError } from '../../errors.js';
import type { Place, RedisAddress } from './address.js';
import type { Call } from './call.js';
import type { Credentials } from './credentials.js';
import { type Client, loadClient } from './load-client.js';
import { type Argument, errorOfReply, isReplyError, type Reply } from './replies.js';
import type { Script } from './script.js';

/** Milliseconds until the next try to connect: twice as long each time. */
const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 1_000;

/** Milliseconds for which a connection that nobody holds goes on to keep the program alive: it may be held again soon. */
const IDLE_MS = 10;

/** What becomes of what happens here. */
export interface ConnectionEvents {
  /** There is a connection, for the first time or again. */
  opened(): void;
  /** There is none any more, or none could be made. */
  closed(): void;
  /** There will be none: the client cannot be loaded, or is not let in. */
  refused(error: Error): void;
  message(text: string): void;
  /** Whether it is to be made again when it is lost. */
  isNeeded(): boolean;
  /** The result of a call. */
  answered<T>(call: Call<T>, reply: Reply): T;
  /** What becomes of a call that the server has refused, and so has not carried out. */
  declined<T>(call: Call<T>, error: Error): Promise<T>;
  /** What becomes of a call that has no answer. If it was not sent, nothing was done. */
  unanswered<T>(call: Call<T>, error: Error, wasSent: boolean): Promise<T>;
}

export interface ConnectionOptions extends Place, Pick<RedisAddress, 'db' | 'tls'> {
  readonly credentials: Credentials;
  readonly timeoutMs: number;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  /** Scripts that the server has been given over this connection. */
  readonly #known = new Set<Script>();
  #client: Client | undefined;
  #redis: Redis | undefined;
  #isLoading = false;
  #isOpen = false;
  #hasBeenOpen = false;
  #isClosed = false;
  #channel: string | undefined;
  #holds = 0;
  #keepsAlive = true;
  #idle: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  #corked: NodeJS.WritableStream | undefined;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether it has ever been open. */
  get hasBeenOpen(): boolean {
    return this.#hasBeenOpen;
  }

  /** Why there is no connection, as far as that is known. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Connects, unless it does so already. */
  connect(): void {
    if (this.#isClosed) return;
    if (this.#redis === undefined) void this.#load();
    // Nobody needed the connection when the last try failed, so no further one was made.
    else if (this.#redis.status === 'end') this.#redis.connect().catch(() => {});
  }

  /** Gives this connection up for another one, which may lead to another server. */
  restart(): void {
    this.#isOpen = false;
    this.#redis?.disconnect(true);
  }

  close(): void {
    this.#isClosed = true;
    this.#isOpen = false;
    clearTimeout(this.#idle);
    this.#redis?.disconnect();
  }

  /** Listens to a channel, now and whenever it is open, from before the next call on. */
  listen(channel: string): void {
    if (this.#channel !== undefined) return;
    this.#channel = channel;
    if (this.#isOpen) this.#subscribe();
  }

  /** Keeps the program alive until `letGo`; calls count. */
  hold(): void {
    this.#holds += 1;
    if (!this.#keepsAlive && this.#isOpen) this.#keepAlive(true);
  }

  letGo(): void {
    this.#holds -= 1;
    if (this.#holds > 0 || this.#idle !== undefined) return;
    // Not at once: most calls follow upon others.
    this.#idle = setTimeout(() => {
      this.#idle = undefined;
      if (this.#holds === 0 && this.#isOpen) this.#keepAlive(false);
    }, IDLE_MS);
    this.#idle.unref();
  }

  /** Sends a call, if it is open. */
  send<T>(call: Call<T>): Promise<T> {
    const { script } = call;
    let { name, args } = call;
    if (script !== undefined) {
      const isKnown = this.#known.has(script);
      // The text makes the server remember the script, so that no later call can come before it is known.
      this.#known.add(script);
      name = isKnown ? 'evalsha' : 'eval';
      args = [isKnown ? script.sha : script.lua, ...args];
    }
    return this.#write(name, args).then(
      (reply) => {
        this.letGo();
        return this.#events.answered(call, reply);
      },
      (error) => {
        this.letGo();
        return this.#failed(call, error as Error);
      },
    );
  }

  /** Sends a command that is about the server itself, if it is open. @throws the error of the server or the connection */
  ask(name: string, args: readonly Argument[]): Promise<Reply> {
    const answer = this.#write(name, args);
    const letGo = () => this.letGo();
    answer.then(letGo, letGo);
    return answer;
  }

  #write(name: string, args: readonly Argument[]): Promise<Reply> {
    const { RawCommand } = this.#client as Client;
    const redis = this.#redis as Redis;
    this.hold();
    // Who is alone need not wait for others to go with.
    if (this.#holds > 1) this.#cork(redis.stream);
    return redis.sendCommand(new RawCommand(name, args)) as Promise<Reply>;
  }

  #failed<T>(call: Call<T>, error: Error): Promise<T> {
    if (!isReplyError(error)) {
      const wasSent = !error.message.startsWith("Stream isn't writeable");
      // The connection may have ended without its client having told so yet.
      if (!wasSent || this.#redis?.status !== 'ready') this.#isOpen = false;
      this.#failure ??= error;
      return this.#events.unanswered(call, error, wasSent);
    }
    if (error.message.startsWith('NOSCRIPT') && call.script !== undefined && this.#isOpen) {
      // Somebody has made it forget its scripts.
      this.#known.delete(call.script);
      return this.send(call);
    }
    return this.#events.declined(call, error);
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      this.#client = await loadClient();
      if (this.#isClosed) return;
      this.#redis = this.#listenTo(new this.#client.Redis(this.#settings()));
    } catch (error) {
      this.#events.refused(error as Error);
    } finally {
      this.#isLoading = false;
    }
  }

  #settings(): RedisOptions & { readonly replyMapping: 'legacy' } {
    const { host, port, db, tls, credentials, timeoutMs } = this.#options;
    const { username, password, options } = credentials;
    return {
      host,
      port,
      db,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: { servername: host, ...options.tls } }),
      connectTimeout: timeoutMs,
      ...(options.redis as RedisOptions | undefined),
      protocol: 3,
      replyMapping: 'legacy',
      // What waits for a connection waits elsewhere; what is under way when one ends is rejected at once.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      enableAutoPipelining: false,
      retryStrategy: (times) => {
        const isNeeded = this.#holds > 0 || this.#events.isNeeded();
        return isNeeded && this.#hasBeenOpen && !this.#isClosed
          ? Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LONGEST_RETRY_MS)
          : null;
      },
    };
  }

  #listenTo(redis: Redis): Redis {
    redis.on('ready', () => this.#opened());
    redis.on('close', () => {
      this.#isOpen = false;
      this.#events.closed();
    });
    redis.on('error', (error: Error) => {
      this.#failure = error;
      if (!isReplyError(error)) return;
      const refusal = errorOfReply(error);
      if (refusal instanceof AuthenticationError) this.#events.refused(refusal);
    });
    redis.on('message', (_channel: string, text: string) => this.#events.message(text));
    return redis;
  }

  #opened(): void {
    this.#known.clear();
    this.#failure = undefined;
    this.#isOpen = true;
    this.#hasBeenOpen = true;
    if (this.#channel !== undefined) this.#subscribe();
    this.#events.opened();
    this.#keepAlive(this.#holds > 0);
  }

  #keepAlive(isHeld: boolean): void {
    const { stream } = this.#redis as Redis;
    if (isHeld) stream.ref?.();
    else stream.unref?.();
    this.#keepsAlive = isHeld;
  }

  #subscribe(): void {
    // If it is lost with the connection, the next one subscribes again.
    this.#redis?.subscribe(this.#channel as string).catch(() => {});
  }

  /** Gathers what is written in this tick. */
  #cork(stream: NodeJS.WritableStream & { cork(): void; uncork(): void }): void {
    if (this.#corked === stream) return;
    this.#corked = stream;
    stream.cork();
    process.nextTick(() => {
      if (this.#corked === stream) this.#corked = undefined;
      stream.uncork();
    });
  }
}
