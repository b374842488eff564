/** How a server is made. */

export interface ServerLimits {
  /** Bytes of one message, default 64 MiB. */
  readonly messageBytes?: number | undefined;
  /** Clients at once, default 10,000. */
  readonly clients?: number | undefined;
  /** Objects that one client has references to, default 1,000,000. */
  readonly objectsPerClient?: number | undefined;
  /** Calls of one client that are under way, waiting ones included, default 65,536. */
  readonly callsPerClient?: number | undefined;
  /** Messages of one client in a second; default: no limit. */
  readonly callsPerSecond?: number | undefined;
  /** Bytes that wait to be read by one client before the server stops to serve it, default 16 MiB. */
  readonly unreadBytes?: number | undefined;
  /** Milliseconds that a client has to prove that it knows the authkey, default 10,000. */
  readonly handshakeTimeout?: number | undefined;
}

/** Where a server listens, and what it grants its clients. */
export interface ServerOptions {
  /** `unix:///path`, `tcp://host:port` or `tls://host:port`, port 0 for any. Default: a Unix socket of its own. */
  readonly address?: string | undefined;
  /** The secret that clients must have, too: 16 bytes or more. Default: a random one. */
  readonly authkey?: string | Uint8Array | undefined;
  /** For `tls://`: options of `node:tls`' `createServer`, `key` and `cert` at least. */
  readonly tls?: object | undefined;
  /** How much clients may ask for. Who passes a limit is told so and disconnected. */
  readonly limits?: ServerLimits | undefined;
  /**
   * Milliseconds for which an object that nobody refers to any more is kept, since its handle may be on its way to somebody.
   * Default 10,000.
   */
  readonly linger?: number | undefined;
}

/** How a server is started. */
export interface StartOptions extends ServerOptions {
  /** Milliseconds until the server must be there, default 10,000. */
  readonly startTimeout?: number | undefined;
}
