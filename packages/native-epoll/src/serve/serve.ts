import { checkServeOptions } from './check-options.js';
import type { ListeningSocket } from './listening-socket.js';
import type { ServeOptions } from './options.js';
import { listenAtPath } from './path-listener.js';
import { listenAtPort } from './port-listener.js';
import { RunningServer } from './running-server.js';
import type { Server } from './server.js';

const DEFAULT_BACKLOG = 4096;

/**
 * Serves TCP, or a Unix socket, on the event loop of this thread: one epoll (or kqueue), no other thread, no buffer
 * and no timer per connection.
 *
 * Connections are treated alike: of each that is ready, at most 64 KiB are received before the next one's turn, and at
 * most 64 are accepted before those that are open have theirs. While connections are ready the server stays with them
 * for up to eight batches or two milliseconds; then timers, promises and all else that this thread does have their
 * turn. To use all processors, let each thread serve the same port with `reusePort`.
 *
 * Resolves when it listens. The methods of a connection do not block; what handlers do holds up all of the thread.
 *
 * @throws ArgumentError (as a rejection, like all others) if the options make no sense
 * @throws SystemCallError EADDRINUSE, EACCES, …, if it cannot listen there
 * @throws the error of `dns.lookup` if the host's name cannot be resolved
 * @throws NativeBinaryError if there is no binary for this system
 *
 * @example
 * const server = await serve({
 *   port: 7,
 *   onData: (connection, bytes) => connection.write(bytes),
 * });
 * // …
 * await server.close();
 */
export async function serve<Context = unknown>(options: ServeOptions<Context>): Promise<Server<Context>> {
  checkServeOptions(options);
  const { signal } = options;
  signal?.throwIfAborted();
  const socket = await listenAt(options);
  try {
    signal?.throwIfAborted();
    const server = new RunningServer<Context>(options, socket);
    if (signal !== undefined) server.closeOn(signal);
    return server;
  } catch (error) {
    socket.socket.close();
    socket.removeFile();
    throw error;
  }
}

async function listenAt(options: ServeOptions<never>): Promise<ListeningSocket> {
  const { backlog = DEFAULT_BACKLOG, path, port = 0 } = options;
  return path === undefined
    ? listenAtPort(port, { ...options, backlog })
    : listenAtPath(path, { ...options, backlog });
}
