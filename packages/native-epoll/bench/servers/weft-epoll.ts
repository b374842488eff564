/** An echo server on the raw `Epoll`, which blocks the thread: how much of it is `serve`, and the event loop? */
import {
  EPOLLIN,
  EPOLLOUT,
  Epoll,
  type InternetAddress,
  IPPROTO_TCP,
  Socket,
  TCP_NODELAY,
} from '@weft/native-epoll';
import { announce } from './announce.js';

const STDIN = 0;

interface Client {
  readonly socket: Socket;
  unsent: Buffer;
}

const epoll = new Epoll();
const room = Buffer.alloc(64 * 1024);
const clients: (Client | undefined)[] = [];

const listener = new Socket();
listener.setOption(IPPROTO_TCP, TCP_NODELAY, true);
listener.bind({ address: '127.0.0.1', port: 0 });
listener.listen(4096);
epoll.add(listener.fileno(), EPOLLIN);
epoll.add(STDIN, EPOLLIN);

function accept(): void {
  for (let socket = listener.tryAccept(); socket !== undefined; socket = listener.tryAccept()) {
    const fd = socket.fileno();
    clients[fd] = { socket, unsent: Buffer.alloc(0) };
    epoll.add(fd, EPOLLIN);
  }
}

function handle(fd: number, client: Client, events: number): void {
  try {
    if (events & EPOLLOUT) sendRest(fd, client);
    else echo(fd, client);
  } catch {
    leave(fd, client);
  }
}

function echo(fd: number, client: Client): void {
  const length = client.socket.tryRecvInto(room);
  if (length === 0) leave(fd, client);
  if (length <= 0) return;
  const sent = Math.max(0, client.socket.trySend(room, 0, length));
  if (sent === length) return;
  client.unsent = Buffer.from(room.subarray(sent, length));
  epoll.modify(fd, EPOLLOUT);
}

function sendRest(fd: number, client: Client): void {
  const sent = Math.max(0, client.socket.trySend(client.unsent));
  client.unsent = client.unsent.subarray(sent);
  if (client.unsent.length === 0) epoll.modify(fd, EPOLLIN);
}

function leave(fd: number, client: Client): void {
  clients[fd] = undefined;
  client.socket.close();
}

announce((listener.getSockName() as InternetAddress).port);
for (;;) {
  const count = epoll.wait();
  for (let i = 0; i < count; i += 1) {
    const fd = epoll.batch[2 * i] as number;
    const client = clients[fd];
    if (client !== undefined) handle(fd, client, epoll.batch[2 * i + 1] as number);
    else if (fd === listener.fileno()) accept();
    else if (fd === STDIN) process.exit();
  }
}
