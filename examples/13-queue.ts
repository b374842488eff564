/**
 * Lesson 13: the queue hands items from thread to thread, and holds those up that are too fast.
 *
 *     q = queue.Queue(maxsize=20)
 *     q.put(item); q.get(); q.qsize(); q.empty(); q.full()
 *     q.put(item, timeout=0.1)  # queue.Full
 *
 * A queue of 20 is filled. The 21st put waits until another thread takes an item out.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attach, Event, share } from '@weft/atomics';
import { Queue } from '@weft/shared-queue';

const ROOM = 20;

interface Kitchen {
  readonly plates: Queue<string>;
  readonly hungry: Event;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

const facts = (queue: Queue<string>) =>
  `size ${queue.qsize()}, empty: ${queue.empty()}, full: ${queue.full()}`;

if (isMainThread) {
  const plates = new Queue<string>({ maxsize: ROOM });
  const hungry = new Event();
  print(facts(plates));
  for (let i = 1; i <= ROOM; i += 1) plates.putSync(`plate ${i}`);
  print(facts(plates));
  try {
    plates.putNowait('plate 21');
  } catch (error) {
    print(`putNowait: ${(error as Error).name}`);
  }
  try {
    plates.putSync('plate 21', { timeout: 50 });
  } catch (error) {
    print(`putSync with a timeout: ${(error as Error).name}`);
  }

  const guest = new Worker(new URL(import.meta.url), { workerData: share({ plates, hungry }) });
  const gone = once(guest, 'exit');
  setTimeout(() => hungry.set(), 100);
  print('The 21st put waits.');
  await plates.put('plate 21');
  print('The 21st put is done.');
  await gone;

  const rest: string[] = [];
  for (let plate = plates.tryGet(); plate !== undefined; plate = plates.tryGet()) rest.push(plate);
  print(`Left: ${rest.length}, from ${rest[0]} to ${rest.at(-1)}`);
  try {
    plates.getNowait();
  } catch (error) {
    print(`getNowait: ${(error as Error).name}`);
  }
} else {
  const { plates, hungry } = attach<Kitchen>(workerData);
  hungry.waitSync();
  print('A guest takes a plate.');
  plates.getSync();
}
