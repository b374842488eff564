/** Waits in the call it is told while signals come in. */
import { EPOLLIN, Epoll, poll, select, socketPair, TimeoutError } from '@weft/native-epoll';

const TIMEOUT = 450;

const [ours, theirs] = socketPair();
const fd = ours.fileno();
const epoll = new Epoll();
epoll.add(fd, EPOLLIN);

const calls: Readonly<Record<string, () => unknown>> = {
  epoll: () => epoll.wait(1, TIMEOUT) === 0,
  poll: () => poll([[fd, EPOLLIN]], TIMEOUT).length === 0,
  select: () => select([fd], [], [], TIMEOUT).read.length === 0,
  recv: () => {
    ours.setTimeout(TIMEOUT);
    try {
      return ours.recv(1) === undefined;
    } catch (error) {
      return error instanceof TimeoutError;
    }
  },
};

process.on('SIGUSR2', () => {});
console.log('waiting');
const began = performance.now();
const timedOut = calls[process.argv[2] ?? '']?.();
const lasted = performance.now() - began;
console.log(timedOut && lasted >= TIMEOUT ? 'waited to the end' : `ended after ${lasted} ms`);
theirs.close();
process.exit();
