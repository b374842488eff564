/** Clients for servers under test: Node's own sockets, which share no code with them. */
import { once } from 'node:events';
import { createConnection, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { Server } from '@weft/native-epoll';

/** What any server listens at. */
export type Listening = Pick<Server, 'address'>;

const opened: Socket[] = [];

/** Closes all that tests have left open. */
export async function closeClients(): Promise<void> {
  await Promise.all(
    opened.splice(0).map(async (socket) => {
      const gone = goneFrom(socket);
      socket.destroy();
      await gone;
    }),
  );
}

/** A connected client that leaves its own end to the test. */
export async function connect(
  { address }: Listening,
  options: Partial<TcpNetConnectOpts> = {},
): Promise<Socket> {
  const where = typeof address === 'string' ? { path: address } : { port: address.port, host: '127.0.0.1' };
  const socket = createConnection({ allowHalfOpen: true, noDelay: true, ...where, ...options });
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Everything up to the server's end. The client may still say something after that. */
export async function everythingFrom(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of socket.iterator({ destroyOnReturn: false })) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Says one thing and the end; what the server says until its end. */
export async function exchange(server: Listening, text: string): Promise<string> {
  const socket = await connect(server);
  socket.end(text);
  return everythingFrom(socket);
}

/** The next piece that the server sends. */
export async function nextFrom(socket: Socket): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString();
}

/** Resolves when the connection is gone: ended by the server, or reset. */
export async function goneFrom(socket: Socket): Promise<void> {
  if (socket.closed) return;
  socket.on('error', () => {});
  socket.once('end', () => socket.destroy());
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
}
