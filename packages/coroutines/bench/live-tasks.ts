import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BYTES, type Contender, expectResult, type Scenario } from '@weft/bench';
import { Event, idle, joinAll, spawn } from '@weft/coroutines';
import co from 'co';
import { type Operation, type Task as Running, run, spawn as spawnOperation, until } from 'effection';

const MILLION = 1_000_000;
const TEN_THOUSAND = 10_000;

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Something that many wait for, and their results. */
interface Crowd {
  /** How many have begun to wait. */
  readonly waiting: () => number;
  /** Lets them go on; the sum of their results. */
  readonly release: () => Promise<number>;
}

/** Heap bytes per task that waits, the place where its caller keeps it included. */
function live(
  name: string,
  role: Contender['role'],
  count: number,
  gather: (count: number) => Crowd,
): Contender {
  return {
    name,
    role,
    case: count === MILLION ? undefined : `${count.toLocaleString('en')} of them`,
    start() {
      const collect = collector();
      const used = () => {
        collect();
        return process.memoryUsage().heapUsed;
      };
      return {
        async round() {
          const before = used();
          const crowd = gather(count);
          while (crowd.waiting() < count) await new Promise((resolve) => setImmediate(resolve));
          const each = (used() - before) / count;
          expectResult('the number of results', await crowd.release(), count);
          return each;
        },
      };
    },
  };
}

function weft(count: number): Crowd {
  const gate = new Event();
  let waiting = 0;
  const body = function* () {
    waiting += 1;
    yield* gate.wait();
    return 1;
  };
  const tasks = Array.from({ length: count }, () => spawn(body));
  const release = async () => {
    await idle();
    gate.set();
    return (await joinAll(tasks)).filter(({ value }) => value === 1).length;
  };
  return { waiting: () => waiting, release };
}

function promises(count: number, start: (gate: Promise<void>, begun: () => void) => Promise<number>): Crowd {
  let waiting = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const begun = () => {
    waiting += 1;
  };
  const all = Array.from({ length: count }, () => start(gate, begun));
  const release = async () => {
    open();
    return (await Promise.all(all)).length;
  };
  return { waiting: () => waiting, release };
}

async function asyncBody(gate: Promise<void>, begun: () => void): Promise<number> {
  begun();
  await gate;
  return 1;
}

function* coBody(gate: Promise<void>, begun: () => void): Generator<Promise<void>, number, unknown> {
  begun();
  yield gate;
  return 1;
}

function effection(count: number): Crowd {
  let waiting = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  function* body(): Operation<number> {
    waiting += 1;
    yield* until(gate);
    return 1;
  }
  const all = run(function* () {
    const tasks: Running<number>[] = [];
    for (let i = 0; i < count; i += 1) tasks.push(yield* spawnOperation(body));
    let sum = 0;
    for (const task of tasks) sum += yield* task;
    return sum;
  });
  const release = async () => {
    open();
    return await all;
  };
  return { waiting: () => waiting, release };
}

const WEFT = 'Weft generator tasks';

export const liveTasks: Scenario = {
  name: 'live-tasks',
  title: 'Memory of a task that waits, of a million',
  about: 'Bytes of the heap per task after a collection; all are released then, and their results counted.',
  unit: BYTES,
  contenders: [
    live(WEFT, 'subject', MILLION, weft),
    live('bare promises', 'bare', MILLION, (count) => promises(count, asyncBody)),
    live('co', 'peer', MILLION, (count) => promises(count, (gate, begun) => co(coBody, gate, begun))),
    live(WEFT, 'subject', TEN_THOUSAND, weft),
    live('effection', 'peer', TEN_THOUSAND, effection),
  ],
  targets: [{ of: WEFT, atMost: 1024 }],
};
