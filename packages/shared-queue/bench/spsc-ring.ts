import { type ObjectOptions, share } from '@weft/atomics';
import { type Contender, MILLIONS_PER_SECOND, type Scenario } from '@weft/bench';
import { SpscRing } from '@weft/shared-queue';
import { ringBuffer } from './compare/ringbuf.js';
import { moved } from './contenders/moved.js';
import { rustQueue } from './contenders/rust.js';

const CAPACITY = 65_536;
const ITEMS = 8_000_000;
const MANY_ITEMS = 40_000_000;

const PUBLISHED_ONE_BY_ONE = 'each item published';
const BATCHED = 'item by item';
const ARRAYS = 'arrays of 256';

const ring = (batch: number) => (at: ObjectOptions) =>
  share(new SpscRing('int32', CAPACITY, { batch, ...at }));

interface Moves {
  readonly player: string;
  readonly batch: number;
  readonly items: number;
  readonly size?: number;
}

/** Between threads and between processes. */
function weft(where: string, moves: Moves): Contender[] {
  return [weftBetween('threads', where, moves), weftBetween('processes', `${where}, processes`, moves)];
}

function weftBetween(
  kind: 'threads' | 'processes',
  where: string,
  { player, batch, items, size = 1 }: Moves,
): Contender {
  return moved({
    name: 'Weft SpscRing',
    role: 'subject',
    kind,
    case: where,
    module: 'weft/rings.js',
    player,
    channel: ring(batch),
    items,
    size,
  });
}

function ringbuf(where: string, items: number, size: number): Contender {
  return moved({
    name: 'ringbuf.js',
    role: 'peer',
    case: where,
    module: 'compare/ringbuf.js',
    player: 'arrays',
    channel: () => ringBuffer(CAPACITY),
    items,
    size,
  });
}

/** What a ring of numbers moves between two threads. */
export const spscRing: Scenario = {
  name: 'spsc-ring',
  title: 'Ring of int32, one producer, one consumer',
  about:
    'Numbers go from one thread or process to another, which adds them up; both poll. "item by item": pushed and popped one at ' +
    'a time, published in batches of 64 (others: as they do). The sums must agree.',
  unit: MILLIONS_PER_SECOND,
  contenders: [
    ...weft(BATCHED, { player: 'oneByOne', batch: 64, items: 4 * ITEMS }),
    ringbuf(BATCHED, ITEMS / 4, 1),
    rustQueue('rtrb', 4 * ITEMS, 1, BATCHED),
    ...weft(PUBLISHED_ONE_BY_ONE, { player: 'oneByOne', batch: 1, items: ITEMS }),
    ringbuf(PUBLISHED_ONE_BY_ONE, ITEMS / 4, 1),
    rustQueue('array-queue', ITEMS, 1, PUBLISHED_ONE_BY_ONE),
    rustQueue('mpsc', ITEMS, 1, PUBLISHED_ONE_BY_ONE),
    ...weft(ARRAYS, { player: 'batches', batch: 64, items: MANY_ITEMS, size: 256 }),
    ringbuf(ARRAYS, MANY_ITEMS, 256),
  ],
  targets: [
    { of: `Weft SpscRing, ${BATCHED}`, atLeast: 150 },
    { of: `Weft SpscRing, ${PUBLISHED_ONE_BY_ONE}`, atLeast: 30 },
    { of: `Weft SpscRing, ${ARRAYS}`, against: `ringbuf.js, ${ARRAYS}`, atLeast: 1 },
    { of: `Weft SpscRing, ${BATCHED}`, against: `ringbuf.js, ${BATCHED}`, atLeast: 1 },
    {
      of: `Weft SpscRing, ${PUBLISHED_ONE_BY_ONE}`,
      against: `ringbuf.js, ${PUBLISHED_ONE_BY_ONE}`,
      atLeast: 1,
    },
  ],
};
