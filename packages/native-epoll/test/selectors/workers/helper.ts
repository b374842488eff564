/** The other side of `support/helper.ts`. */
import { parentPort } from 'node:worker_threads';
import { attach, type Event } from '@weft/atomics';
import { Waker } from '@weft/native-epoll';
import { native } from '../../../dist/native/load.js';
import type { Order } from '../support/helper.js';

function carryOut(order: Order): unknown {
  switch (order.verb) {
    case 'send': {
      const bytes = Buffer.from(order.text);
      return native().send(order.fd, bytes, 0, bytes.length, 0);
    }
    case 'wake': {
      const waker = Waker.from(order.waker);
      return Array.from({ length: order.times }, () => waker.wake());
    }
    case 'set':
      return attach<Event>(order.event).set();
  }
}

parentPort?.on('message', (order: Order) => {
  setTimeout(() => parentPort?.postMessage(carryOut(order)), order.afterMs);
});
parentPort?.postMessage('ready');
