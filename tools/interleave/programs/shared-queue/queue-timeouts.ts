/** Waits at a queue that time out or are aborted at any moment take no wake-up with them. */
import { expect } from '@weft/interleave/program';
import { int32, Queue } from '@weft/shared-queue';
import { sharing } from '../atomics/attached.js';
import { codeOf } from '../words.js';
import { exploration as always, fairAtOnce } from './constants.js';

interface Shared {
  readonly queue: Queue<number>;
}

const exploration = { ...always, timeoutsUpTo: 1 };

const setup =
  (...numbers: number[]) =>
  (): Shared => {
    const queue = new Queue({ maxsize: 1, codec: int32 });
    queue.putManySync(numbers);
    return { queue };
  };

/** Takes a number in time, or nothing. */
function getInTime({ queue }: Shared): number | undefined {
  try {
    return queue.getSync({ timeout: 1 });
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
    return undefined;
  }
}

/** The same as a task. */
async function getInTimeLater({ queue }: Shared): Promise<number | undefined> {
  return queue.get({ timeout: 1 }).catch((error) => {
    expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
    return undefined;
  });
}

/** Takes a number unless it is aborted before, at any moment. */
async function getUnlessAborted({ queue }: Shared): Promise<number | undefined> {
  const reason = new Error('aborted');
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason), 1);
  try {
    return await queue.get({ signal: controller.signal });
  } catch (error) {
    expect(error === reason, 'the signal gives the reason');
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Puts a number in time; whether it did. */
function putInTime({ queue }: Shared, number: number): boolean {
  try {
    queue.putSync(number, { timeout: 1 });
    return true;
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
    return false;
  }
}

/** Puts a number unless it is aborted before; whether it did. */
async function putUnlessAborted({ queue }: Shared, number: number): Promise<boolean> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 1);
  const done = await queue.put(number, { signal: controller.signal }).then(
    () => true,
    () => false,
  );
  clearTimeout(timer);
  return done;
}

/** Whoever got the number that was meant for the other one puts it back. */
function putBack({ queue }: Shared, number: number | undefined): void {
  if (number !== undefined) queue.putSync(number);
}

export const getAgainstPut = sharing({
  name: 'queue-timeouts/get-against-put',
  about: 'A get that times out as a number is put has it, or leaves it.',
  setup: setup(),
  threads: [({ queue }) => queue.putSync(1), getInTime],
  check: ({ queue }, { results }) =>
    expect(queue.qsize() === (results[1] === 1 ? 0 : 1), `taken: ${results[1]}, left: ${queue.qsize()}`),
  exploration,
});

export const putAgainstGet = sharing({
  name: 'queue-timeouts/put-against-get',
  about: 'A put that times out as there is room is in, or is not.',
  setup: setup(1),
  threads: [({ queue }) => queue.getSync(), (local) => putInTime(local, 2)],
  check: ({ queue }, { results }) =>
    expect(queue.qsize() === (results[1] === true ? 1 : 0), `put: ${results[1]}, left: ${queue.qsize()}`),
  exploration,
});

/** One thread waits for a while, another one for as long as it takes; whoever is woken, that one gets on. */
function lastGetter(
  name: string,
  about: string,
  getForAWhile: (local: Shared) => number | undefined | Promise<number | undefined>,
) {
  return sharing({
    name,
    about,
    setup: setup(),
    threads: [
      ({ queue }) => queue.putSync(1),
      (local) => {
        const got = getForAWhile(local);
        return got instanceof Promise ? got.then((number) => putBack(local, number)) : putBack(local, got);
      },
      ({ queue }) => queue.getSync(),
    ],
    check({ queue }, { results }) {
      expect(results[2] === 1, 'who waits for as long as it takes gets it');
      expect(queue.qsize() === 0, 'nothing is left');
    },
    exploration: { ...exploration, preemptions: 2 },
  });
}

export const otherGetter = lastGetter(
  'queue-timeouts/other-getter',
  'A get that times out as it is woken passes that on to the other one.',
  getInTime,
);

export const otherGetterOfTask = lastGetter(
  'queue-timeouts/other-getter-of-task',
  'The same where a task times out, whose registration stays in the queue of the engine.',
  getInTimeLater,
);

export const lastConsumerAborts = lastGetter(
  'queue-timeouts/consumer-aborts',
  'A get that is aborted at any moment leaves the number, and the wake-up, to the other one.',
  getUnlessAborted,
);

export const abortedAlone = sharing({
  name: 'queue-timeouts/aborted-alone',
  about: 'If the only consumer aborts the number stays in the queue, for the next get.',
  setup: setup(),
  threads: [
    ({ queue }) => queue.putSync(1),
    async (local) => {
      const got = await getUnlessAborted(local);
      return got ?? local.queue.get();
    },
  ],
  check: ({ queue }, { results }) =>
    expect(results[1] === 1 && queue.qsize() === 0, `the number is taken once: ${results[1]}`),
  exploration,
});

export const firstInLineAborts = sharing({
  name: 'queue-timeouts/first-in-line-aborts',
  about: 'When the first of two gets of a thread is aborted the second one has its place.',
  setup: setup(),
  threads: [
    ({ queue }) => {
      queue.putSync(1);
      queue.putSync(2);
    },
    async (local) => {
      const [first, second] = await Promise.all([getUnlessAborted(local), local.queue.get()]);
      return first === undefined ? [second, await local.queue.get()] : [first, second];
    },
  ],
  check: ({ queue }, { results }) =>
    expect(`${results[1]}` === '1,2' && queue.qsize() === 0, `both are taken in order, not ${results[1]}`),
  exploration,
});

/** The queue is full: one thread waits for room for a while, another one for as long as it takes. */
function lastPutter(
  name: string,
  about: string,
  putForAWhile: (local: Shared) => boolean | Promise<boolean>,
) {
  return sharing({
    name,
    about,
    setup: setup(1),
    threads: [
      ({ queue }) => [queue.getSync(), queue.getSync()],
      putForAWhile,
      ({ queue }) => queue.putSync(3),
    ],
    check({ queue }, { results }) {
      const got = [...(results[0] as number[]), queue.tryGet()].filter((number) => number !== undefined);
      const put = results[1] === true ? '1,2,3' : '1,3';
      expect(`${got.sort()}` === put, `${put} were put, ${got} taken`);
    },
    exploration: { ...exploration, preemptions: 2 },
  });
}

export const otherPutter = lastPutter(
  'queue-timeouts/other-putter',
  'A put that times out as there is room passes the wake-up on to the other one.',
  (local) => putInTime(local, 2),
);

export const putterAborts = lastPutter(
  'queue-timeouts/putter-aborts',
  'A put that is aborted at any moment leaves the room, and the wake-up, to the other one.',
  (local) => putUnlessAborted(local, 2),
);

export const fairCallerTimesOut = sharing({
  name: 'queue-timeouts/fair-caller-times-out',
  about: 'A get that has called a fair round and times out ends it: others are let in again.',
  setup: () => ({ queue: new Queue({ maxsize: 2, codec: int32 }) }),
  threads: [
    ({ queue }) => {
      queue.putSync(1);
      queue.putSync(2);
    },
    getInTime,
    ({ queue }) => queue.tryGet(),
  ],
  check({ queue }, { results }) {
    const taken = results.slice(1).filter((result) => result !== undefined).length;
    expect(queue.qsize() === 2 - taken, `${taken} were taken, ${queue.qsize()} are left`);
    for (let at = taken; at < 2; at += 1)
      expect(queue.tryGet() !== undefined, 'anybody can take what is left');
  },
  exploration: { ...fairAtOnce, timeoutsUpTo: 1, preemptions: 3 },
});
