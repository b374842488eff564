import { checkTimeout } from '@weft/atomics/kit';
import type { Backend, Registration } from '../backend.js';
import { ServerBackend } from '../client/backend.js';
import { rememberKey } from '../keys.js';
import { keyBytes, newKey } from '../wire/handshake.js';
import { limitsFrom } from './limits.js';
import { placeFrom } from './listen.js';
import type { StartOptions } from './options.js';
import { ServerProcess } from './server-process.js';

const START_TIMEOUT_MS = 10_000;

/** A server in a process of its own, with a client of it. @throws ConnectError, ArgumentError */
export async function startServer(options: StartOptions): Promise<Backend> {
  const { startTimeout, ...served } = options;
  if (served.address !== undefined) placeFrom(served.address);
  const timeout = startTimeout === undefined ? START_TIMEOUT_MS : checkTimeout(startTimeout);
  // Wrong options are found here, where they were given.
  limitsFrom(served.limits);
  const authkey = served.authkey === undefined ? newKey() : keyBytes(served.authkey);
  const server = await ServerProcess.start({ ...served, authkey }, timeout);
  rememberKey(server.address, authkey);
  // Nobody need have signed the certificate: the key tells that it is our own server, and is bound to the connection.
  const tls = served.tls === undefined ? {} : { tls: { rejectUnauthorized: false } };
  return new OwnServerBackend(server, { authkey, transport: served.transport, ...tls });
}

/** A client of a server that it has started. */
class OwnServerBackend extends ServerBackend {
  readonly #server: ServerProcess;

  constructor(server: ServerProcess, options: ConstructorParameters<typeof ServerBackend>[1]) {
    super(server.address, options);
    this.#server = server;
  }

  override get pid(): number | undefined {
    return this.#server.pid;
  }

  override register(registration: Registration): Promise<void> {
    return this.#server.register(registration);
  }

  override async shutdown(): Promise<void> {
    await this.close();
    await this.#server.stop();
  }
}
