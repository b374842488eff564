/**
 * Lesson 25: blocking sockets. Each call waits until it is done, and the thread with it:
 *
 *     server = socket.socket()
 *     server.bind(('127.0.0.1', 8025)); server.listen()
 *     while True:
 *         conn, addr = server.accept()      # waits for a client
 *         while data := conn.recv(1024):    # waits for what it says
 *             conn.sendall(data.upper())
 *
 * So there is one client at a time. Ben connects while the server is with Anna, and says something at once: the system
 * takes it, but nobody reads it before Anna has left.
 *
 * `node 25-blocking.js --listen 8025` serves until Ctrl-C: try `nc 127.0.0.1 8025` in two terminals.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { type InternetAddress, Socket, TimeoutError } from '@weft/native-epoll';

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

/** Answers one client after the other. */
function serve(server: Socket, clients: number): void {
  for (let number = 1; number <= clients; number += 1) {
    using connection = server.accept();
    print(`server: client ${number} is here`);
    for (let said = connection.recv(1024); said.length > 0; said = connection.recv(1024)) {
      connection.sendAll(said.toString().toUpperCase());
    }
    print(`server: client ${number} has left`);
  }
}

function clients(address: InternetAddress): void {
  const anna = connect(address);
  const ben = connect(address);
  ben.sendAll('hello from ben');
  ben.setTimeout(100);
  try {
    ben.recv(1024);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    print('clients: Ben gets no answer');
  }
  anna.sendAll('hello from anna');
  print(`clients: Anna is told ${anna.recv(1024)}`);
  anna.close();

  ben.setTimeout(undefined);
  print(`clients: Ben is told ${ben.recv(1024)}`);
  ben.close();
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
