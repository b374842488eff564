/**
 * Lesson 29: selectors. One API over epoll, kqueue, poll and select, of which `DefaultSelector` takes the best that
 * there is. What is registered with a socket comes back with its events: here the function that deals with them.
 *
 *     def accept(sock, mask):
 *         conn, addr = sock.accept()
 *         conn.setblocking(False)
 *         sel.register(conn, selectors.EVENT_READ, read)
 *
 *     while True:
 *         for key, mask in sel.select():
 *             callback = key.data
 *             callback(key.fileobj, mask)
 *
 * `node 29-selectors.js --listen 8029` serves until Ctrl-C; WEFT_SELECTOR=poll takes another selector.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import {
  DefaultSelector,
  EVENT_READ,
  type EventMask,
  type InternetAddress,
  Socket,
  SystemCallError,
} from '@weft/native-epoll';

type Callback = (socket: Socket, mask: EventMask) => void;

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

/** Answers until so many clients have come and gone. */
function serve(server: Socket, clients: number): void {
  using selector = new DefaultSelector<Callback>();
  let left = clients;

  const accept: Callback = () => {
    const connection = server.tryAccept();
    if (connection === undefined) return;
    connection.setBlocking(false);
    selector.register(connection, EVENT_READ, read);
    print(`server: accepted a client, ${selector.getMap().size} sockets are registered`);
  };

  const read: Callback = (connection) => {
    const said = receive(connection);
    if (said.length > 0) {
      print(`server: echoing ${said}`);
      connection.sendAll(said);
    } else {
      print('server: closing a client');
      selector.unregister(connection);
      connection.close();
      left -= 1;
    }
  };

  server.setBlocking(false);
  selector.register(server, EVENT_READ, accept);
  while (left > 0) {
    for (const [key, mask] of selector.select()) key.data(key.fileobj as Socket, mask);
  }
}

/** What has been said; nothing if the client has gone, in whatever way. */
function receive(connection: Socket): Buffer {
  try {
    return connection.recv(1000);
  } catch (error) {
    if (error instanceof SystemCallError) return Buffer.alloc(0);
    throw error;
  }
}

function clients(address: InternetAddress): void {
  const [anna, ben] = [connect(address), connect(address)];
  for (const [client, name] of [
    [ben, 'Ben'],
    [anna, 'Anna'],
  ] as const) {
    client.sendAll(`I am ${name}`);
    print(`clients: ${name} hears ${client.recv(1000)}`);
  }
  for (const client of [anna, ben]) client.close();
}

function connect(address: InternetAddress): Socket {
  const socket = new Socket();
  socket.connect(address);
  return socket;
}

if (isMainThread) {
  const { listen } = parseArgs({ options: { listen: { type: 'string' } } }).values;
  using server = new Socket();
  server.bind({ address: '127.0.0.1', port: Number(listen ?? 0) });
  server.listen();
  if (listen !== undefined) {
    print(`listening at port ${(server.getSockName() as InternetAddress).port}`);
    serve(server, Number.POSITIVE_INFINITY);
  }
  const guests = new Worker(new URL(import.meta.url), { workerData: server.getSockName() });
  const gone = once(guests, 'exit');
  await once(guests, 'online');
  serve(server, 2);
  await gone;
} else {
  clients(workerData as InternetAddress);
}
