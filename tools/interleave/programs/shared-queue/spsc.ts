/** Rings for one producer and one consumer: nothing is locked, all rests on two positions. */
import { expect } from '@weft/interleave/program';
import { SpscRing } from '@weft/shared-queue';
import { sharing } from '../atomics/attached.js';
import { codeOf } from '../words.js';
import { exploration as always, races } from './constants.js';
import { beginRingAt, pushedTo } from './counters.js';

interface Shared {
  readonly ring: SpscRing<'int32'>;
}

/** Looked at and written plainly with every item: each is only a hint, as `ring-end.ts` says. */
const exploration = {
  ...always,
  races: [
    ...races,
    { within: 'push', why: 'how far the producer is, and whether the consumer waits' },
    { within: 'pop', why: 'how far the consumer is, and whether the producer waits' },
    { within: 'advance', why: 'the same' },
  ],
};

/** Publishes with every item, so that nothing rests on what is only seen after a pulse. */
const setup =
  (capacity: number, batch = 1) =>
  (): Shared => ({ ring: new SpscRing('int32', capacity, { batch }) });

function produce({ ring }: Shared, ...numbers: number[]): void {
  const producer = ring.producer();
  for (const number of numbers) producer.putSync(number);
}

function consume({ ring }: Shared, count: number): number[] {
  const consumer = ring.consumer();
  return Array.from({ length: count }, () => consumer.getSync());
}

function checkOrder(results: readonly unknown[], expected: string): void {
  expect(`${results[1]}` === expected, `they come in order, ${expected}, not ${results[1]}`);
}

export const handOver = sharing({
  name: 'spsc/hand-over',
  about: 'Through a ring for one number both ends wait for each other.',
  setup: setup(1),
  threads: [(local) => produce(local, 1, 2), (local) => consume(local, 2)],
  check: (_local, { results }) => checkOrder(results, '1,2'),
  exploration,
});

export const roundTheEnd = sharing({
  name: 'spsc/round-the-end',
  about: 'Two numbers of which the first one is in the last place of the ring come in order.',
  setup() {
    const shared = setup(2)();
    beginRingAt(shared.ring, 1);
    return shared;
  },
  threads: [(local) => produce(local, 1, 2), (local) => consume(local, 2)],
  check: (_local, { results }) => checkOrder(results, '1,2'),
  exploration,
});

function turningOver(name: string, about: string, position: number) {
  return sharing({
    name,
    about,
    setup() {
      const shared = setup(1)();
      beginRingAt(shared.ring, position);
      return shared;
    },
    threads: [(local: Shared) => produce(local, 1, 2), (local: Shared) => consume(local, 2)],
    check: (_local, { results }) => checkOrder(results, '1,2'),
    exploration,
  });
}

export const signTurnsOver = turningOver(
  'spsc/sign-turns-over',
  'Both ends wait for each other where the positions pass 2^31.',
  0x7fffffff,
);

export const positionsTurnOver = turningOver(
  'spsc/positions-turn-over',
  'Both ends wait for each other where the positions pass 2^32.',
  -1,
);

export const batches = sharing({
  name: 'spsc/batches',
  about: 'What a producer has not published with its items it publishes at once when it is asked to.',
  setup: setup(16, 4),
  threads: [
    ({ ring }) => {
      const producer = ring.producer();
      for (const number of [1, 2]) expect(producer.push(number), 'there is room');
      producer.flush();
    },
    (local) => consume(local, 2),
  ],
  check: (_local, { results }) => checkOrder(results, '1,2'),
  exploration,
});

export const closedWithARest = sharing({
  name: 'spsc/closed-with-a-rest',
  about: 'A producer that is closed publishes what it has not published yet.',
  setup: setup(16, 4),
  threads: [
    ({ ring }) => {
      const producer = ring.producer();
      producer.push(1);
      producer.close();
    },
    (local) => consume(local, 1),
  ],
  check: (_local, { results }) => checkOrder(results, '1'),
  exploration,
});

export const many = sharing({
  name: 'spsc/many',
  about: 'Numbers that are pushed and popped many at a time come in order, as many as there is room for.',
  setup: setup(2),
  threads: [
    ({ ring }) => {
      const producer = ring.producer();
      const numbers = [1, 2, 3];
      while (numbers.length > 0) {
        const pushed = producer.pushMany(numbers);
        numbers.splice(0, pushed);
        if (pushed === 0) producer.putSync(numbers.shift() as number);
      }
    },
    ({ ring }) => {
      const consumer = ring.consumer();
      const got: number[] = [];
      while (got.length < 3) {
        const some = [0, 0];
        const count = consumer.popMany(some);
        got.push(...some.slice(0, count));
        if (count === 0) got.push(consumer.getSync());
      }
      return got;
    },
  ],
  check: (_local, { results }) => checkOrder(results, '1,2,3'),
  exploration,
});

export const polled = sharing({
  name: 'spsc/polled',
  about: 'Ends that never wait see nothing or the next number, never another one.',
  setup: setup(2),
  threads: [
    ({ ring }) => [1, 2, 3].filter((number) => ring.producer().push(number)),
    ({ ring }) => [1, 2, 3].map(() => ring.consumer().pop()).filter((number) => number !== undefined),
  ],
  check: ({ ring }, { results }) => {
    const pushed = results[0] as number[];
    const popped = results[1] as number[];
    expect(`${popped}` === `${pushed.slice(0, popped.length)}`, `pushed ${pushed}, popped ${popped}`);
    expect(ring.describe().used === pushed.length - popped.length, 'what is left is counted');
  },
  exploration,
});

export const asyncEnds = sharing({
  name: 'spsc/async',
  about: 'Ends that await each other wake each other.',
  setup: setup(1),
  threads: [
    async ({ ring }) => {
      const producer = ring.producer();
      await producer.put(1);
      await producer.put(2);
    },
    async ({ ring }) => {
      const consumer = ring.consumer();
      return [await consumer.get(), await consumer.get()];
    },
  ],
  check: (_local, { results }) => checkOrder(results, '1,2'),
  exploration,
});

export const timeouts = sharing({
  name: 'spsc/timeouts',
  about: 'Waits that time out as the other end comes lose nothing: the next try has it.',
  setup: setup(1),
  threads: [
    (local) => produce(local, 1, 2),
    ({ ring }) => {
      const consumer = ring.consumer();
      const got: number[] = [];
      try {
        got.push(consumer.getSync({ timeout: 1 }));
      } catch (error) {
        expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
      }
      while (got.length < 2) got.push(consumer.getSync());
      return got;
    },
  ],
  check: (_local, { results }) => checkOrder(results, '1,2'),
  exploration: { ...exploration, timeoutsUpTo: 1 },
});

export const aborted = sharing({
  name: 'spsc/aborted',
  about: 'A get that is aborted at any moment leaves the number for the next one.',
  setup: setup(1),
  threads: [
    (local) => produce(local, 1, 2),
    async ({ ring }) => {
      const consumer = ring.consumer();
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), 1);
      const first = await consumer.get({ signal: controller.signal }).catch(() => undefined);
      clearTimeout(timer);
      const got = first === undefined ? [] : [first];
      while (got.length < 2) got.push(await consumer.get());
      return got;
    },
  ],
  check: (_local, { results }) => checkOrder(results, '1,2'),
  exploration: { ...exploration, timeoutsUpTo: 1 },
});

/** Takes an end over if nobody has it. */
function tryTo<T>(take: () => T): T | undefined {
  try {
    return take();
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_RING_END_TAKEN', 'nothing but that it is taken fails');
    return undefined;
  }
}

export const oneProducer = sharing({
  name: 'spsc/one-producer',
  about: 'Of two threads that ask for the producer one has it until it closes it, and then the other one.',
  setup: setup(4),
  threads: {
    count: 2,
    body: ({ ring }: Shared) => {
      const producer = tryTo(() => ring.producer());
      if (producer === undefined) return 0;
      producer.push(1);
      producer.push(1);
      producer.close();
      return 2;
    },
  },
  check({ ring }, { results }) {
    const pushed = Number(results[0]) + Number(results[1]);
    expect(pushed > 0, 'one of them had it');
    expect(ring.describe().used === pushed, `what was pushed is there, ${ring.describe().used}`);
  },
  exploration,
});

export const consumerHandedOn = sharing({
  name: 'spsc/consumer-handed-on',
  about: 'A consumer that takes over goes on where the one before it stopped, while the producer waits.',
  setup: setup(1),
  threads: [
    (local) => produce(local, 1, 2),
    ({ ring }) => {
      const consumer = ring.consumer();
      const got = [consumer.getSync()];
      consumer.close();
      return [...got, ring.consumer().getSync()];
    },
  ],
  check: (_local, { results }) => checkOrder(results, '1,2'),
  exploration,
});

export const producerDies = sharing({
  name: 'spsc/producer-dies',
  about:
    'What a killed producer had pushed is there, in order, also if it was not published; another one goes on.',
  setup: setup(8, 2),
  threads: [
    ({ ring }) => {
      const producer = tryTo(() => ring.producer());
      if (producer === undefined) return;
      producer.push(1);
      producer.push(2);
      producer.push(3);
      producer.close();
    },
    ({ ring }) => {
      const pushed = pushedTo(ring);
      const producer = tryTo(() => ring.producer());
      if (producer === undefined) return undefined;
      producer.push(9);
      producer.flush();
      const consumer = ring.consumer();
      const got: number[] = [];
      do got.push(consumer.getSync());
      while (got.at(-1) !== 9);
      expect(got.length > pushed, `what was pushed before is there: ${pushed}, ${got}`);
      return got;
    },
  ],
  check({ ring }, { results, killed }) {
    const got = results[1] as number[] | undefined;
    expect(got === undefined || '1,2,3'.startsWith(`${got.slice(0, -1)}`), `in order: ${got}`);
    if (got === undefined && killed[0] === true) {
      expect(tryTo(() => ring.producer()) !== undefined, 'the end of a dead thread can be had');
    }
  },
  exploration: { ...exploration, kills: { threads: [0] } },
});

export const unpublished = sharing({
  name: 'spsc/unpublished',
  about: 'A consumer that waits finds what a killed producer had pushed and not published.',
  setup: setup(8, 2),
  threads: [
    ({ ring }) => {
      const producer = ring.producer();
      producer.push(1);
      producer.push(2);
    },
    ({ ring }) => {
      const pushed = pushedTo(ring);
      return pushed > 0 ? ring.consumer().getSync() : 1;
    },
  ],
  check: (_local, { results }) => expect(results[1] === 1, `it was pushed, and is there: ${results[1]}`),
  // A consumer that polled for long enough would find it, too.
  exploration: {
    ...exploration,
    kills: { threads: [0] },
    constants: { ...exploration.constants, 'packages/shared-queue/src/spsc/ring-end.ts': { POLLS: 2 ** 20 } },
  },
});

export const bytes = sharing({
  name: 'spsc/bytes',
  about: 'An item of bytes that does not fit at the end of the ring begins at its start, and comes whole.',
  setup() {
    const ring = new SpscRing('bytes', 32, { batch: 1 });
    beginRingAt(ring, 6);
    return { ring };
  },
  threads: [
    ({ ring }) => {
      const producer = ring.producer();
      for (const length of [12, 8]) producer.putSync(new Uint8Array(length).fill(length));
    },
    ({ ring }) => {
      const consumer = ring.consumer();
      return [0, 1].map(() => {
        const item = consumer.getSync();
        return item.every((byte) => byte === item.length) ? item.length : -1;
      });
    },
  ],
  check: (_local, { results }) => checkOrder(results, '12,8'),
  exploration,
});
