/** A network in front of a server: it may swallow what the server says, and break down. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isMute = false;
  #isDown = false;

  private constructor(port: number) {
    this.#server = createServer((socket) => this.#join(socket, connect(port, '127.0.0.1')));
  }

  /** @param port of the server behind it */
  static async start(port: number): Promise<Relay> {
    const relay = new Relay(port);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on questions arrive, and answers do not. */
  mute(): void {
    this.#isMute = true;
  }

  /** Ends all connections, and takes no new ones. */
  breakDown(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  repair(): void {
    this.#isMute = false;
    this.#isDown = false;
  }

  async stop(): Promise<void> {
    this.breakDown();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    if (this.#isDown) client.destroy();
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => {
      if (!this.#isMute) client.write(bytes);
    });
  }
}
