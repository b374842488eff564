/** A thread that blocks for ever in the call it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import {
  AF_INET,
  EPOLLIN,
  Epoll,
  eventfd,
  Poll,
  pipe,
  poll,
  Select,
  SOCK_DGRAM,
  Socket,
  select,
  socketPair,
  timerfd,
} from '@weft/native-epoll';

const [ours] = socketPair();
const fd = ours.fileno();

function waitIn(set: Epoll | Poll | Select): void {
  set.add(fd, EPOLLIN);
  set.wait();
}

const calls: Readonly<Record<string, () => unknown>> = {
  epoll: () => waitIn(new Epoll()),
  Poll: () => waitIn(new Poll()),
  Select: () => waitIn(new Select()),
  poll: () => poll([[fd, EPOLLIN]]),
  select: () => select([fd], [], []),
  accept: () => {
    const server = new Socket(AF_INET);
    server.bind({ address: '127.0.0.1', port: 0 });
    server.listen();
    server.accept();
  },
  recv: () => ours.recv(1),
  recvFrom: () => {
    const socket = new Socket(AF_INET, SOCK_DGRAM);
    socket.bind({ address: '127.0.0.1', port: 0 });
    socket.recvFrom(1);
  },
  read: () => pipe()[0].read(1),
  eventfd: () => eventfd().read(),
  timerfd: () => timerfd().read(),
  send: () => {
    const most = Buffer.alloc(1 << 20);
    for (;;) ours.send(most);
  },
};

parentPort?.postMessage('about to block');
calls[workerData as string]?.();
