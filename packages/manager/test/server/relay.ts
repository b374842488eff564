/** A server behind a relay, whose connections can be cut. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { ManagerServer } from '@weft/manager';
import type { ServerReport } from '../../dist/server/report.js';
import { objectsOf } from './support.js';

const LINGER_MS = 50;

export class RelayedServer implements AsyncDisposable {
  readonly authkey = 'of the relayed server';
  readonly #server: ManagerServer;
  readonly #relay: Server;
  readonly #sockets = new Set<Socket>();
  #address = '';

  private constructor() {
    this.#server = new ManagerServer({ authkey: this.authkey, linger: LINGER_MS });
    this.#relay = createServer((socket) => this.#pass(socket));
  }

  static async start(): Promise<RelayedServer> {
    const relayed = new RelayedServer();
    await relayed.#server.serve();
    await new Promise<void>((resolve) => relayed.#relay.listen(0, '127.0.0.1', resolve));
    const { port } = relayed.#relay.address() as { port: number };
    relayed.#address = `tcp://127.0.0.1:${port}`;
    return relayed;
  }

  get address(): string {
    return this.#address;
  }

  /** What the server itself says; whoever asks is not counted. */
  async report(): Promise<ServerReport> {
    const report = await objectsOf(this.#server.address);
    return { ...report, clients: report.clients.slice(0, -1) };
  }

  /** Resolves when the server has let go what nobody referred to when this was called. */
  async lingered(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 3 * LINGER_MS));
  }

  /** Cuts all connections, in the middle of whatever passes. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#relay.close();
    await this.#server.close();
  }

  #pass(socket: Socket): void {
    const onwards = connect({ path: this.#server.address.slice('unix://'.length) });
    for (const [from, to] of [
      [socket, onwards],
      [onwards, socket],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
