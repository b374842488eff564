/** What a server is told. */
import type { Connection } from './connection.js';

/**
 * What is called when something happens. Nothing is called twice at the same time, and for one connection the order
 * is `onConnection`, any number of `onData` and `onDrain`, at most one `onEnd`, `onClose`.
 *
 * What one of them throws, and what the promise of an asynchronous one rejects with, goes to `onError`, and that
 * connection is destroyed; the others do not notice. (An asynchronous `onData` is called again before it is done,
 * unless it pauses the connection.)
 */
export interface Handlers<Context = unknown> {
  /** A peer has connected; nothing has been received yet. */
  onConnection?(connection: Connection<Context>): unknown;

  /**
   * Some bytes have come: whatever the network made of what the peer wrote, so a message may arrive in pieces or with
   * others.
   *
   * `bytes` lies in the one buffer that all connections of the thread receive into: **it is overwritten as soon as
   * this returns** (of an asynchronous function: at its first `await`). Copy what you keep, or say `copy: true`.
   */
  onData(connection: Connection<Context>, bytes: Buffer): unknown;

  /** All that waited is sent; `write` may go on. */
  onDrain?(connection: Connection<Context>): unknown;

  /** The peer will send nothing more. It is answered by `end()`, unless `allowHalfOpen` leaves that to you. */
  onEnd?(connection: Connection<Context>): unknown;

  /** It is closed, for whatever reason: the last that is heard of it. */
  onClose?(connection: Connection<Context>): unknown;

  /**
   * Something went wrong: a handler threw, the system reports an error of a connection (`ECONNRESET`, …), or, without
   * a connection, of accepting (`EMFILE`, …). A connection is destroyed after this, the server goes on.
   *
   * Without it, errors of the system are not reported: peers come and go. What handlers throw is thrown as uncaught.
   */
  onError?(error: Error, connection?: Connection<Context>): unknown;
}

/** Where a server listens and how it treats its connections. */
export interface ServeOptions<Context = unknown> extends Handlers<Context> {
  /** TCP port; 0: a free one. Either this or `path` is given. */
  readonly port?: number | undefined;

  /** IP address or name to listen at; `::` for all addresses, of IPv6 and IPv4. Default: `127.0.0.1`, this machine only. */
  readonly host?: string | undefined;

  /**
   * Unix socket; at most 107 bytes. A socket file that a dead server has left is replaced, and the file is removed by
   * `close()`. A name that begins with a zero character is an abstract one and no file (Linux).
   */
  readonly path?: string | undefined;

  /** Permissions of the Unix socket's file; whoever may write to it can connect. Default: what the umask leaves. */
  readonly mode?: number | undefined;

  /** How many connections the system keeps until they are accepted. Default 4096; the system may allow less. */
  readonly backlog?: number | undefined;

  /**
   * Several threads or processes listen at one port, each with this, and the system deals new connections out among
   * them (SO_REUSEPORT; on Linux evenly). All belong to one user. Default `false`.
   */
  readonly reusePort?: boolean | undefined;

  /** Sends small pieces at once instead of waiting for more (TCP_NODELAY). Default `true`. */
  readonly noDelay?: boolean | undefined;

  /** Whether a connection whose peer has ended stays open for writing until `end()`. Default `false`. */
  readonly allowHalfOpen?: boolean | undefined;

  /**
   * Milliseconds without a byte in either direction after which a connection is destroyed: not before, and at most
   * an eighth of it later. Default: never.
   */
  readonly idleTimeout?: number | undefined;

  /** Gives `onData` a copy of its own each time, to keep. Default `false`. */
  readonly copy?: boolean | undefined;

  /**
   * Whether a connection receives while it has a backlog. Default `false`: who does not read the answers is not asked
   * for more, so nobody can fill the memory by not reading. Say `true` for protocols in which a peer may send much
   * before it begins to read, and then mind what `write` returns.
   */
  readonly receiveWithBacklog?: boolean | undefined;

  /** Closes the server as `close({ grace: 0 })` does. */
  readonly signal?: AbortSignal | undefined;
}
