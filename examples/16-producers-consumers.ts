/**
 * Lesson 16: producers and consumers of different speeds. The queue decouples them, and its bound holds the fast ones
 * up: nobody has to ask `if q.qsize() < 20` and sleep.
 *
 * Two cooks bake 100 buns each, three guests eat them. Nothing is lost, nothing is eaten twice, and there are never
 * more than 20 buns on the counter.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { attach, share } from '@weft/atomics';
import { Queue } from '@weft/shared-queue';

const COOKS = ['Anna', 'Ben'];
const GUESTS = ['Cem', 'Dora', 'Eva'];
const BUNS = 100;
const COUNTER = 20;

interface Bun {
  readonly cook: string;
  readonly number: number;
}

interface Role {
  readonly name: string;
  readonly cooks: boolean;
  readonly counter: Queue<Bun>;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

function bake({ name, counter }: Role): void {
  for (let number = 1; number <= BUNS; number += 1) counter.putSync({ cook: name, number });
}

/** Eats until the counter is closed and empty; returns what it ate, and the most buns that it saw there. */
async function eat({ counter }: Role): Promise<{ buns: Bun[]; most: number }> {
  const buns: Bun[] = [];
  let most = 0;
  for await (const bun of counter) {
    buns.push(bun);
    most = Math.max(most, counter.qsize());
  }
  return { buns, most };
}

if (isMainThread) {
  const counter = new Queue<Bun>({ maxsize: COUNTER });
  const start = (name: string, cooks: boolean) => {
    const role: Role = { name, cooks, counter };
    return new Worker(new URL(import.meta.url), { workerData: share(role) });
  };
  const meals = GUESTS.map(async (name) => {
    const [meal] = await once(start(name, false), 'message');
    return meal as { buns: Bun[]; most: number };
  });
  await Promise.all(COOKS.map((name) => once(start(name, true), 'exit')));
  counter.shutdown();

  const eaten = await Promise.all(meals);
  const buns = eaten.flatMap((meal) => meal.buns);
  const different = new Set(buns.map(({ cook, number }) => `${cook} ${number}`));
  print(
    `${COOKS.length} cooks baked ${COOKS.length * BUNS} buns, ${GUESTS.length} guests ate ${buns.length}.`,
  );
  print(`Different ones: ${different.size}`);
  print(`Never more than ${COUNTER} on the counter: ${eaten.every(({ most }) => most <= COUNTER)}`);
  const inOrder = eaten.every((meal) =>
    COOKS.every((cook) => {
      const numbers = meal.buns.filter((bun) => bun.cook === cook).map(({ number }) => number);
      return numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number));
    }),
  );
  print(`Each guest got the buns of each cook in order: ${inOrder}`);
} else {
  const role = attach<Role>(workerData);
  if (role.cooks) bake(role);
  else parentPort?.postMessage(await eat(role));
}
