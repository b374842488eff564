/** How a server is made. */
import type { Transport } from '../transport/choice.js';

/** How much clients of a server may ask for; each limit has a default. */
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
  /** Clients with whom the server shares memory at once, 192 KiB each; others use their sockets. Default 1,000. */
  readonly sharedMemoryClients?: number | undefined;
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
  /**
   * Whether clients on this machine may exchange their messages with the server through shared memory, which is three times
   * as fast. `auto`: if both sides have `@weft/native-shm` and can reach each other's memory; `socket`: no; `shared-memory`:
   * the server does not start where there is no such memory. Default: `WEFT_MANAGER_TRANSPORT`, or `auto`.
   */
  readonly transport?: Transport | undefined;
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
