import { type Contender, expectResult, NANOSECONDS, type Scenario } from '@weft/bench';
import { joinAll, spawn, type Task } from '@weft/coroutines';
import co from 'co';
import { type Operation, type Task as Running, run, spawn as spawnOperation, until } from 'effection';

const MILLION = 1_000_000;

/** Fewer, as a million of them take minutes. */
const TEN_THOUSAND = 10_000;

const done = Promise.resolve();
const sumBelow = (count: number) => (count * (count - 1)) / 2;

/** Nanoseconds per task, from the first start to the last result. */
function started(
  name: string,
  role: Contender['role'],
  count: number,
  all: (count: number) => Promise<number>,
): Contender {
  return {
    name,
    role,
    case: count === MILLION ? undefined : `${count.toLocaleString('en')} of them`,
    start: () => ({
      async round() {
        const began = performance.now();
        const sum = await all(count);
        const took = performance.now() - began;
        expectResult('the sum of all results', sum, sumBelow(count));
        return (took * 1e6) / count;
      },
    }),
  };
}

function* generatorBody(i: number): Generator<undefined, number, unknown> {
  yield;
  return i;
}

async function asyncBody(i: number): Promise<number> {
  await undefined;
  return i;
}

function* coBody(i: number): Generator<Promise<void>, number, unknown> {
  yield done;
  return i;
}

function* operationBody(i: number): Operation<number> {
  yield* until(done);
  return i;
}

async function weft(
  count: number,
  body: (i: number) => Generator<undefined, number, unknown> | Promise<number>,
) {
  const tasks: Task<number>[] = new Array(count);
  for (let i = 0; i < count; i += 1) tasks[i] = spawn(body, i);
  await joinAll(tasks);
  let sum = 0;
  for (const { value } of tasks) sum += value as number;
  return sum;
}

async function promises(count: number, make: (i: number) => Promise<number>): Promise<number> {
  const all: Promise<number>[] = new Array(count);
  for (let i = 0; i < count; i += 1) all[i] = make(i);
  let sum = 0;
  for (const value of await Promise.all(all)) sum += value;
  return sum;
}

async function effection(count: number): Promise<number> {
  return run(function* () {
    const tasks: Running<number>[] = [];
    for (let i = 0; i < count; i += 1) tasks.push(yield* spawnOperation(() => operationBody(i)));
    let sum = 0;
    for (const task of tasks) sum += yield* task;
    return sum;
  });
}

const WEFT = 'Weft generator tasks';

export const spawnAndJoin: Scenario = {
  name: 'spawn-and-join',
  title: 'Starting a million tasks that wait once, and joining them',
  about: 'Nanoseconds per task; the sum of all results is checked.',
  unit: NANOSECONDS,
  contenders: [
    started(WEFT, 'subject', MILLION, (count) => weft(count, generatorBody)),
    started('Weft async tasks', 'subject', MILLION, (count) => weft(count, asyncBody)),
    started('bare promises', 'bare', MILLION, (count) => promises(count, asyncBody)),
    started('co', 'peer', MILLION, (count) => promises(count, (i) => co(coBody, i))),
    started(WEFT, 'subject', TEN_THOUSAND, (count) => weft(count, generatorBody)),
    started('effection', 'peer', TEN_THOUSAND, effection),
  ],
  targets: [{ of: WEFT, against: 'bare promises', atMost: 2 }],
};
