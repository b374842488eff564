/**
 * Lesson 26: sockets that do not block. A call that would have to wait fails with EAGAIN instead, and the program can
 * do something else before it asks again:
 *
 *     server.setblocking(False)
 *     while True:
 *         try:
 *             conn, addr = server.accept()
 *         except BlockingIOError:
 *             ...                          # do something else
 *
 * One thread serves two clients that talk at the same time, and counts sheep in between. It never rests, though: it
 * asks everybody again and again, whether there is anything or not. That is what lesson 27 does away with. (`tryAccept`
 * and `tryRecvInto` ask without an exception, which would cost more than the call.)
 *
 * `node 26-non-blocking.js --listen 8026` serves until Ctrl-C.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { type InternetAddress, Socket, SystemCallError } from '@weft/native-epoll';

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

/** The result of a call; `undefined` if it would have to wait. */
function unlessItBlocks<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof SystemCallError && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}

/** Answers until so many clients have come and gone. */
function serve(server: Socket, clients: number): void {
  const connections = new Set<Socket>();
  let polls = 0;
  let sheep = 0;
  server.setBlocking(false);
  for (let left = clients; left > 0; ) {
    polls += 1;
    const connection = unlessItBlocks(() => server.accept());
    if (connection !== undefined) {
      connection.setBlocking(false);
      connections.add(connection);
    }
    for (const each of connections) {
      const said = unlessItBlocks(() => each.recv(1024));
      if (said === undefined) continue;
      if (said.length > 0) {
        each.sendAll(said.toString().toUpperCase());
      } else {
        connections.delete(each);
        each.close();
        left -= 1;
      }
    }
    sheep += 1;
  }
  print(`server: asked ${polls} times, and counted ${sheep} sheep in between`);
}

function clients(address: InternetAddress): void {
  const [anna, ben] = [connect(address), connect(address)];
  for (const words of ['hello', 'and goodbye']) {
    ben.sendAll(`${words} from ben`);
    anna.sendAll(`${words} from anna`);
    print(`clients: Ben is told ${ben.recv(1024)}`);
    print(`clients: Anna is told ${anna.recv(1024)}`);
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
  server.setBlocking(false);
  if (unlessItBlocks(() => server.accept()) === undefined) print('server: nobody is there yet, EAGAIN');
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
