/** Scenarios for stress tests of queues: many items, moved in every way, varied by a seed. */
import { type Latch, TimeoutError } from '@weft/atomics';
import { type Queue, ShutDownError } from '@weft/shared-queue';
import { Random } from '../../../atomics/dist-test/support/random.js';

/** An item that can be checked: who put it, its number there, and something of any size. */
export interface Parcel {
  readonly producer: number;
  readonly number: number;
  readonly load: string;
}

function parcel(producer: number, number: number, random: Random): Parcel {
  const length = random.below(8) === 0 ? random.below(1200) : random.below(20);
  return { producer, number, load: String.fromCharCode(97 + (number % 26)).repeat(length) };
}

/** Whether the content of an item is what its producer made. */
export function isWhole({ number, load }: Parcel): boolean {
  return load === String.fromCharCode(97 + (number % 26)).repeat(load.length);
}

async function unlessTooLate<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof TimeoutError || (error as Error).name === 'AbortError') return undefined;
    throw error;
  }
}

function abortSoon(random: Random): AbortSignal {
  const abort = new AbortController();
  if (random.below(2) === 0) queueMicrotask(() => abort.abort());
  else setTimeout(() => abort.abort(), random.below(2));
  return abort.signal;
}

/** Puts its items in order, in every way; gives up now and then, and tries the same item again. */
export async function send(
  queue: Queue<Parcel>,
  producer: number,
  count: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  let number = 0;
  while (number < count) {
    const item = parcel(producer, number, random);
    switch (random.below(7)) {
      case 0:
        queue.putSync(item);
        number += 1;
        break;
      case 1:
        await queue.put(item);
        number += 1;
        break;
      case 2:
        if (queue.tryPut(item)) number += 1;
        break;
      case 3: {
        // Whether a put that was aborted came first cannot be told from outside: only its promise tells.
        const put = unlessTooLate(queue.put(item, { signal: abortSoon(random) }).then(() => true));
        if (await put) number += 1;
        break;
      }
      case 4:
        if (await unlessTooLate(queue.put(item, { timeout: random.below(3) }).then(() => true))) number += 1;
        break;
      default: {
        const items = Array.from({ length: Math.min(1 + random.below(12), count - number) }, (_, i) =>
          parcel(producer, number + i, random),
        );
        number += random.below(2) === 0 ? queue.putManySync(items) : await queue.putMany(items);
      }
    }
  }
  return number;
}

/** Takes items in every way until the queue is shut down and empty; returns [producer, number] of each. */
export async function receive(queue: Queue<Parcel>, seed: number): Promise<[number, number][]> {
  const random = new Random(seed);
  const taken: [number, number][] = [];
  const note = (item: Parcel | undefined) => {
    if (item === undefined) return;
    if (!isWhole(item)) throw new Error(`item ${item.number} of ${item.producer} is broken`);
    taken.push([item.producer, item.number]);
    queue.taskDone();
  };
  try {
    for (;;) {
      switch (random.below(6)) {
        case 0:
          note(queue.getSync());
          break;
        case 1:
          note(await queue.get());
          break;
        case 2:
          note(queue.tryGet());
          break;
        case 3:
          note(await unlessTooLate(queue.get({ signal: abortSoon(random) })));
          break;
        case 4:
          note(await unlessTooLate(queue.get({ timeout: random.below(3) })));
          break;
        default: {
          const max = 1 + random.below(12);
          for (const item of random.below(2) === 0 ? queue.getManySync(max) : await queue.getMany(max))
            note(item);
        }
      }
    }
  } catch (error) {
    if (error instanceof ShutDownError) return taken;
    throw error;
  }
}

/** Puts items until it is killed. */
export function sendUntilKilled(queue: Queue<Parcel>, producer: number, began: Latch, seed: number): never {
  const random = new Random(seed);
  began.countDown();
  for (let number = 0; ; number += 1) {
    if (random.below(4) > 0) queue.putSync(parcel(producer, number, random));
    else {
      const items = Array.from({ length: 4 }, (_, i) => parcel(producer, number + i, random));
      number += queue.putManySync(items) - 1;
    }
  }
}

/** Takes items until it is killed. */
export function receiveUntilKilled(queue: Queue<Parcel>, began: Latch, seed: number): never {
  const random = new Random(seed);
  began.countDown();
  for (;;) {
    const items = random.below(2) === 0 ? [queue.getSync()] : queue.getManySync(3);
    for (const item of items) if (!isWhole(item)) throw new Error('a broken item was taken');
  }
}
