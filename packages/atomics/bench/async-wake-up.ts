import { Event, Semaphore, share } from '@weft/atomics';
import { MICROSECONDS, type Scenario } from '@weft/bench';
import { signalWords } from './compare/bare-wake-ups.js';
import { buffers } from './compare/multithreading-wake-ups.js';
import { pingPong } from './contenders/ping-pong.js';

const bare = { role: 'bare', module: 'compare/bare-wake-ups.js' } as const;
const weft = { role: 'subject', module: 'weft/wake-ups.js' } as const;

/** How soon an awaiting task goes on when another thread wakes it. */
export const asyncWakeUp: Scenario = {
  name: 'async-wake-up',
  title: 'Wake-up, asynchronous: tasks of two threads wake each other in turn',
  about: 'One operation is a round trip, two wake-ups through the event loops. Nobody may go on out of turn.',
  unit: MICROSECONDS,
  contenders: [
    pingPong({
      ...bare,
      name: 'Atomics.waitAsync + notify',
      player: 'waitAsyncAndNotify',
      signals: signalWords,
    }),
    pingPong({
      ...weft,
      name: 'Weft Event',
      player: 'asyncEvent',
      signals: () => share([new Event(), new Event()]),
    }),
    pingPong({
      ...weft,
      name: 'Weft Semaphore',
      player: 'asyncSemaphore',
      signals: () => share([new Semaphore(0), new Semaphore(0)]),
    }),
    pingPong({
      ...bare,
      name: 'MessagePort.postMessage',
      player: 'message',
      signals: () => undefined,
      channel: true,
    }),
    pingPong({
      name: 'multithreading Condvar',
      role: 'peer',
      module: 'compare/multithreading-wake-ups.js',
      player: 'asyncCondition',
      signals: buffers,
    }),
  ],
};
