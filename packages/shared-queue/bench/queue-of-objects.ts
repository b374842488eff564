import { type ObjectOptions, share } from '@weft/atomics';
import { MILLIONS_PER_SECOND, type Scenario } from '@weft/bench';
import { bytes, Queue } from '@weft/shared-queue';
import { moved } from './contenders/moved.js';
import { multithreadingChannel } from './contenders/multithreading-channel.js';
import { pythonQueue } from './contenders/python-queue.js';

const objects = (at: ObjectOptions) => share(new Queue({ maxsize: 1024, bytes: 2 ** 20, ...at }));

/** Small objects through the default codec. */
export const queueOfObjects: Scenario = {
  name: 'queue-of-objects',
  title: 'Queue of small objects, one to one',
  about: 'Objects of four properties, one of them a list. The numbers in them must add up.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    moved({
      name: 'Weft Queue',
      role: 'subject',
      module: 'weft/queues.js',
      player: 'objects',
      channel: objects,
      items: 300_000,
    }),
    moved({
      name: 'Weft Queue',
      role: 'subject',
      case: 'processes',
      kind: 'processes',
      module: 'weft/queues.js',
      player: 'objects',
      channel: objects,
      items: 300_000,
    }),
    moved({
      name: 'postMessage',
      role: 'bare',
      module: 'compare/post-message.js',
      player: 'objects',
      items: 100_000,
      ports: true,
    }),
    multithreadingChannel('objects', 20_000),
    pythonQueue('thread', 'objects', 100_000),
    pythonQueue('process', 'objects', 30_000),
  ],
  targets: [
    { of: 'Weft Queue', against: 'postMessage', atLeast: 3 },
    { of: 'Weft Queue', against: 'multithreading channel', atLeast: 10 },
  ],
};

const SIZES = [64, 1024, 16_384, 65_536];

const ofBytes = (at: ObjectOptions) => share(new Queue({ codec: bytes, bytes: 2 ** 20, ...at }));

/** Bytes, by size. */
export const queueByItemSize: Scenario = {
  name: 'queue-by-item-size',
  title: 'Queue of byte arrays, one to one, by size of the item',
  about:
    'Byte arrays, copied: each into an array of its own, or with "getInto" all into one that the consumer has. The ' +
    'last byte of each is a number; these must add up.',
  unit: MILLIONS_PER_SECOND,
  contenders: SIZES.flatMap((size) => {
    const items = Math.max(5_000, Math.round(20_000_000 / (size + 200)));
    const common = { items, size, module: 'weft/queues.js', channel: ofBytes, role: 'subject' } as const;
    const weft = { ...common, name: 'Weft Queue' };
    return [
      moved({ ...weft, case: `${size} bytes`, player: 'bytes' }),
      moved({ ...weft, case: `${size} bytes, getInto`, player: 'bytesInto' }),
      moved({ ...weft, case: `${size} bytes, getInto, processes`, player: 'bytesInto', kind: 'processes' }),
      moved({
        case: `${size} bytes`,
        items,
        size,
        player: 'bytes',
        name: 'postMessage',
        role: 'bare',
        module: 'compare/post-message.js',
        ports: true,
      }),
    ];
  }),
  targets: [
    { of: 'Weft Queue, 65536 bytes, getInto', against: 'postMessage, 65536 bytes', atLeast: 2 },
    { of: 'Weft Queue, 65536 bytes', against: 'postMessage, 65536 bytes', atLeast: 1 },
  ],
};
