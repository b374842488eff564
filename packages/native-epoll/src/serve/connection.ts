/** What a program sees of a connection. */

/**
 * A connection that a server has accepted.
 *
 * Its methods never block, never throw because of what the peer did, and never call back before they have returned.
 * A connection belongs to the thread that serves it.
 */
export interface Connection<Context = unknown> {
  /** Anything of yours; `undefined` at first. */
  context: Context | undefined;

  /** Bytes that were written and that the system has not taken yet, as the peer is slow in reading. */
  readonly backlog: number;

  /** Whether it is at its end: nothing is sent or received any more, and its file descriptor is closed. */
  readonly closed: boolean;

  /**
   * The peer's address; for a Unix socket its path, mostly ''. The system is asked for it when it is read for the
   * first time; `undefined` if the peer has gone before that.
   */
  readonly remoteAddress: string | undefined;

  /** The peer's port; 0 for a Unix socket, `undefined` as above. */
  readonly remotePort: number | undefined;

  /** The file descriptor; -1 when closed. It stays the server's: neither read, write nor close it. */
  fileno(): number;

  /**
   * Sends bytes, or text as UTF-8. What the system does not take at once is copied and sent as soon as there is room;
   * the buffer is yours again when this returns.
   *
   * @returns `true` if all is on its way; `false` if some of it, or all, waits: write more when `onDrain` is called.
   *   Writing nevertheless is no error, but takes memory. `false` as well if the connection is closed.
   * @throws ClosedError after `end()`; ArgumentError if it is neither bytes nor text
   */
  write(data: Uint8Array | string): boolean;

  /**
   * Says goodbye: the peer gets what was written before, then the end. Its own data is still received until it ends
   * too; then the connection is closed. Idempotent.
   */
  end(data?: Uint8Array | string): void;

  /** Closes it now; what waits is not sent. `onClose` is called soon. Idempotent. */
  destroy(): void;

  /** Receives nothing until `resume()`: the peer has to wait. */
  pause(): void;
  /** Receives again after `pause()`, first what has come meanwhile. */
  resume(): void;
}
