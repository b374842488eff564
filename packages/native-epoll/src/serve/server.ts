/** What a program sees of a server. */
import type { AddressInfo } from 'node:net';
import type { Connection } from './connection.js';

/** How a server is closed. */
export interface CloseOptions {
  /**
   * Milliseconds that open connections are given to end by themselves; those that are left are destroyed then.
   * Default 10,000; 0 destroys all at once, `Infinity` none.
   */
  readonly grace?: number | undefined;
}

/**
 * A server of this thread. It keeps the process alive until it is closed, unless `unref` was called; it ends with its
 * thread.
 */
export interface Server<Context = unknown> extends AsyncDisposable, Iterable<Connection<Context>> {
  /** Where it listens, as Node's `server.address()` says it; for a Unix socket its path. */
  readonly address: AddressInfo | string;

  /** How many connections are open. The server itself can be iterated over to see each: those that are open then. */
  readonly connections: number;

  /**
   * Stops listening at once, and lets open connections go on for a while. Resolves when the last one is closed and
   * has been told so. May be called again, for instance with a shorter grace. `await using` closes with no grace.
   *
   * @throws ArgumentError if the grace is no time
   */
  close(options?: CloseOptions): Promise<void>;

  /** The process may end although the server is open. */
  unref(): this;
  /** Takes `unref` back: an open server keeps the process alive, as at first. */
  ref(): this;
}
