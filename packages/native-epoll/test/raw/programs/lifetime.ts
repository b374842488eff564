/** How waits in the event loop keep the process alive, and when not. */
import { EPOLLIN, Epoll, timerfd, type WeftError } from '@weft/native-epoll';
import { watchInLoop } from '../../../dist/native/loop-poll.js';

const epoll = new Epoll();
const timer = timerfd();
epoll.add(timer.fileno(), EPOLLIN);

const programs: Readonly<Record<string, () => Promise<void>>> = {
  async pending() {
    timer.set(100);
    await epoll.waitAsync();
    console.log('woken');
  },
  async idle() {
    timer.set(1, 1);
    await epoll.waitAsync();
    // The file descriptor goes on becoming ready, and the set stays open.
    console.log('waited');
  },
  async aborted() {
    await epoll.waitAsync({ signal: AbortSignal.timeout(20) }).catch(() => console.log('aborted'));
  },
  async closed() {
    setTimeout(() => epoll.close(), 20);
    await epoll.waitAsync().catch((error: WeftError) => console.log(error.code));
  },
  async throws() {
    process.once('uncaughtException', (error) => {
      console.log(`caught: ${error.message}`);
      poll.close();
    });
    const poll = watchInLoop(epoll.fd, () => {
      poll.stop();
      throw new Error('on purpose');
    });
    poll.start(EPOLLIN);
    timer.set(1);
  },
};

await programs[process.argv[2] ?? '']?.();
