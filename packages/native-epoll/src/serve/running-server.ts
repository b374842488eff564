/** A server from the inside: it knows its connections and calls the handlers. */
import type { AddressInfo } from 'node:net';
import { SystemCallError } from '../errors.js';
import { native } from '../native/load.js';
import { checkGrace } from './check-options.js';
import type { Connection } from './connection.js';
import { IdleConnections } from './idle-connections.js';
import { type Accepting, Listener } from './listener.js';
import type { ListeningSocket } from './listening-socket.js';
import type { Handlers, ServeOptions } from './options.js';
import { Reactor } from './reactor.js';
import { ServedConnection } from './served-connection.js';
import type { CloseOptions, Server } from './server.js';

const DEFAULT_GRACE_MS = 10_000;

/** What `setTimeout` takes; who gives more has no hurry at all. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Handlers that are given nothing but the connection. */
type Notice = 'onConnection' | 'onDrain' | 'onEnd' | 'onClose';

export class RunningServer<Context> implements Server<Context>, Accepting {
  readonly address: AddressInfo | string;
  readonly reactor: Reactor;
  readonly idle: IdleConnections | undefined;
  readonly allowHalfOpen: boolean;
  readonly receiveWithBacklog: boolean;
  readonly #handlers: Handlers<Context>;
  readonly #copy: boolean;
  readonly #listener: Listener;
  readonly #removeFile: () => void;
  /** Resolves with the last connection's end. */
  readonly #closed: Promise<void>;
  #resolveClosed: () => void = () => {};
  #connections = 0;
  #closing = false;
  #grace: NodeJS.Timeout | undefined;

  constructor(options: ServeOptions<Context>, socket: ListeningSocket) {
    const { idleTimeout = Number.POSITIVE_INFINITY } = options;
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#handlers = options;
    this.#copy = options.copy ?? false;
    this.allowHalfOpen = options.allowHalfOpen ?? false;
    this.receiveWithBacklog = options.receiveWithBacklog ?? false;
    this.#removeFile = socket.removeFile;
    this.address = socket.address;
    this.reactor = new Reactor();
    if (idleTimeout < Number.POSITIVE_INFINITY) this.idle = new IdleConnections(idleTimeout, this.reactor);
    try {
      this.#listener = new Listener(this.reactor, socket.socket, this);
    } catch (error) {
      this.reactor.close();
      throw error;
    }
  }

  get connections(): number {
    return this.#connections;
  }

  *[Symbol.iterator](): IterableIterator<Connection<Context>> {
    for (const handler of this.reactor.handlers()) {
      if (handler instanceof ServedConnection && !handler.closed) yield handler;
    }
  }

  async close({ grace = DEFAULT_GRACE_MS }: CloseOptions = {}): Promise<void> {
    checkGrace(grace);
    if (!this.#closing) this.#stopListening();
    clearTimeout(this.#grace);
    if (grace === 0) this.#destroyAll();
    else if (grace <= LONGEST_TIMER) this.#grace = setTimeout(() => this.#destroyAll(), grace);
    await this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close({ grace: 0 });
  }

  /** Closes it when the signal says so. */
  closeOn(signal: AbortSignal): void {
    const close = () => void this.close({ grace: 0 });
    signal.addEventListener('abort', close, { once: true });
    void this.#closed.then(() => signal.removeEventListener('abort', close));
  }

  ref(): this {
    this.reactor.ref();
    return this;
  }

  unref(): this {
    this.reactor.unref();
    return this;
  }

  /** Called by the listener. */
  accepted(fd: number): void {
    const connection = new ServedConnection<Context>(this, fd);
    const result = connection.open();
    if (result < 0) {
      native().close(fd);
      this.acceptFailed(new SystemCallError(result, 'epoll_ctl'));
      return;
    }
    this.#connections += 1;
    this.call('onConnection', connection);
  }

  acceptFailed(error: Error): void {
    this.#report(error);
  }

  /** Called by connections, as all that follows. */
  received(connection: ServedConnection<Context>, bytes: Buffer): void {
    try {
      const result = this.#handlers.onData(connection, this.#copy ? Buffer.from(bytes) : bytes);
      if (typeof result === 'object') this.#follow(result, connection);
    } catch (error) {
      connection.handlerFailed(error);
    }
  }

  call(notice: Notice, connection: ServedConnection<Context>): void {
    try {
      const result = this.#handlers[notice]?.(connection);
      if (typeof result === 'object') this.#follow(result, connection);
    } catch (error) {
      connection.handlerFailed(error);
    }
  }

  handlerFailed(error: unknown, connection: ServedConnection<Context>): void {
    if (this.#handlers.onError === undefined) throwUncaught(error);
    else this.#report(error as Error, connection);
  }

  connectionFailed(error: Error, connection: ServedConnection<Context>): void {
    this.#report(error, connection);
  }

  closed(connection: ServedConnection<Context>): void {
    this.#connections -= 1;
    this.call('onClose', connection);
    if (this.#closing) this.#finishIfLast();
  }

  #follow(result: object | null, connection: ServedConnection<Context>): void {
    if (result instanceof Promise) result.catch((error: unknown) => connection.handlerFailed(error));
  }

  #report(error: Error, connection?: ServedConnection<Context>): void {
    try {
      this.#handlers.onError?.(error, connection);
    } catch (thrown) {
      throwUncaught(thrown);
    }
  }

  #stopListening(): void {
    this.#closing = true;
    this.#listener.close();
    // Not now: a handler may be calling, with more of the reactor's events to come.
    queueMicrotask(() => this.#finishIfLast());
    try {
      this.#removeFile();
    } catch (error) {
      this.#report(error as Error);
    }
  }

  #destroyAll(): void {
    for (const connection of this) connection.destroy();
  }

  #finishIfLast(): void {
    if (this.#connections > 0) return;
    clearTimeout(this.#grace);
    this.reactor.close();
    this.#resolveClosed();
  }
}

/** Ends the process as an exception outside of all handlers does, after the other connections had their turn. */
function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
