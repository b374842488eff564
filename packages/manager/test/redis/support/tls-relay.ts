/** TLS in front of a server that speaks none. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';

export class TlsRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param port of the server behind it @param key @param cert files in PEM */
  static async start(port: number, key: string, cert: string): Promise<TlsRelay> {
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
    const relay = new TlsRelay(server);
    server.on('secureConnection', (socket) => relay.#join(socket, connect(port, '127.0.0.1')));
    // Clients that do not trust the certificate hang up.
    server.on('tlsClientError', () => {});
    server.listen(0, 'localhost');
    await once(server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(one: Socket, other: Socket): void {
    for (const socket of [one, other]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
    }
    one.pipe(other).pipe(one);
  }
}
