/** A thread with files open that is ended while it waits, or ends by itself without closing anything. */
import { parentPort, workerData } from 'node:worker_threads';
import { EPOLLIN, EPOLLOUT, Epoll, eventfd, pipe, Socket, socketPair, timerfd } from '@weft/native-epoll';

const epoll = new Epoll();
const [ours] = socketPair();
const [reader] = pipe();
const busy = new Epoll();
const files = [new Socket(), eventfd(), timerfd()];
epoll.add(ours.fileno(), EPOLLIN);
busy.add(ours.fileno(), EPOLLOUT);
for (const file of files) file.setBlocking(true);

const programs: Readonly<Record<string, () => unknown>> = {
  waits() {
    void epoll.waitAsync();
  },
  'waits and works'() {
    void epoll.waitAsync();
    void (async () => {
      for (;;) await busy.waitAsync();
    })();
  },
  blocks() {
    // Not before the message is on its way.
    setTimeout(() => reader.read(1), 1);
  },
  closes() {
    void busy.waitAsync().catch(() => {});
    busy.close();
    setInterval(() => {}, 1000);
  },
  async returns() {
    await epoll.waitAsync({ timeout: 1 });
  },
};

const running = programs[workerData as string]?.();
parentPort?.postMessage('waiting');
await running;
