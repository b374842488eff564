/** The worker of a bridge: rings the bell when the kernel reports a selector. See `bridge.ts`. */
import { workerData } from 'node:worker_threads';
import { native } from '../../native/load.js';
import { READABLE, watchInLoop } from '../../native/loop-poll.js';
import { checked } from '../../native/system-call.js';
import { type BridgeOrders, RUNNING } from './orders.js';

const { kind, fd, words, word, state } = workerData as BridgeOrders;

/** A ring does not say who is ready, so it does not matter how many reports are taken at once. */
const MOST = 64;
const NUMBERS_PER_EVENT = { epoll: 2, kqueue: 6 } as const;
const batch = new Float64Array(MOST * NUMBERS_PER_EVENT[kind]);

/** Takes reports, whose watches are disarmed by that; how many. */
const takeReports =
  kind === 'epoll'
    ? () => native().epollWait(fd, batch, MOST, 0)
    : () => native().kevent(fd, new Float64Array(), 0, batch, MOST, 0);

const loop = watchInLoop(fd, () => {
  if (takeReports() <= 0) return;
  Atomics.add(words, word, 1);
  Atomics.notify(words, word);
});
checked(loop.start(READABLE), 'uv_poll_start');
Atomics.store(state, 0, RUNNING);
