import { type ObjectOptions, share } from '@weft/atomics';
import { type Contender, MILLIONS_PER_SECOND, type Scenario } from '@weft/bench';
import { int32, Queue } from '@weft/shared-queue';
import { moved } from './contenders/moved.js';
import { multithreadingChannel } from './contenders/multithreading-channel.js';
import { pythonQueue } from './contenders/python-queue.js';
import { rustQueue } from './contenders/rust.js';

const ITEMS = 1_500_000;
const MAXSIZE = 65_536;

const numbers = (at: ObjectOptions) => share(new Queue({ codec: int32, maxsize: MAXSIZE, ...at }));

function weft(threads: number, kind?: 'processes'): Contender {
  return moved({
    name: 'Weft Queue',
    role: 'subject',
    case: `${threads} to ${threads}${kind === undefined ? '' : ', processes'}`,
    ...(kind !== undefined && { kind }),
    module: 'weft/queues.js',
    player: 'numbers',
    channel: numbers,
    producers: threads,
    consumers: threads,
    items: ITEMS,
  });
}

const THREADS = [1, 2, 4, 8];

/** What a queue of numbers moves, by number of threads. */
export const queueByThreads: Scenario = {
  name: 'queue-by-threads',
  title: 'Queue of int32, item by item, by number of producers and consumers',
  about:
    'As many producers as consumers, threads or processes of one thread each, blocking, one item at a time. The ' +
    'sums must agree.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    ...THREADS.flatMap((threads) => [
      weft(threads),
      weft(threads, 'processes'),
      rustQueue('array-queue', 2_000_000, threads, `${threads} to ${threads}`),
    ]),
    rustQueue('mpsc', 5_000_000, 1, '1 to 1'),
    moved({
      name: 'postMessage',
      role: 'bare',
      case: '1 to 1',
      module: 'compare/post-message.js',
      player: 'numbers',
      items: 200_000,
      ports: true,
    }),
    multithreadingChannel('numbers', 30_000, '1 to 1'),
    pythonQueue('thread', 'numbers', 100_000, '1 to 1'),
    pythonQueue('process', 'numbers', 40_000, '1 to 1'),
  ],
  targets: [
    { of: 'Weft Queue, 1 to 1', atLeast: 10 },
    { of: 'Weft Queue, 4 to 4', against: 'Weft Queue, 1 to 1', atLeast: 0.5 },
  ],
};

const BATCHES = [1, 4, 16, 64, 256];

/** The same in batches. */
export const queueByBatch: Scenario = {
  name: 'queue-by-batch',
  title: 'Queue of int32, one to one, by size of the batch',
  about: 'One producer, one consumer: putManySync and getManySync of so many. The sums must agree.',
  unit: MILLIONS_PER_SECOND,
  contenders: BATCHES.map((size) =>
    moved({
      name: 'Weft Queue',
      role: 'subject',
      case: `batches of ${size}`,
      module: 'weft/queues.js',
      player: 'batches',
      channel: numbers,
      items: ITEMS * Math.min(6, size),
      size,
    }),
  ),
  targets: [{ of: 'Weft Queue, batches of 256', atLeast: 50 }],
};
