/** A worker may die between taking a task out of its queue and saying so: nobody may wait for that task for ever. */
import { describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { makeEquipment } from '../../dist/pool/channels.js';
import { Desk, type Lane } from '../../dist/pool/desk.js';
import { ANSWER, CALL } from '../../dist/pool/layout.js';
import { PendingTask } from '../../dist/pool/pending.js';
import type { TaskRecord } from '../../dist/pool/records.js';
import { Stranded } from '../../dist/pool/stranded.js';

/** An owner, and workers that this test plays. */
class Stage {
  readonly desk: Desk;
  readonly stranded: Stranded;
  readonly killed: number[] = [];
  /** What became of each task: its value, or the code of its error. */
  readonly outcomes = new Map<number, unknown>();
  readonly #channels;

  constructor() {
    const equipment = makeEquipment('thread', 2);
    this.#channels = equipment.channels;
    const nothing = () => {};
    const workers = {
      ready: nothing,
      unready: nothing,
      deliver: nothing,
      receive: nothing,
      kill: (worker: number) => this.killed.push(worker),
    };
    this.desk = new Desk(equipment, performance.timeOrigin, workers, {
      idle: nothing,
      over: (task) => this.stranded.hasRun(task),
    });
    this.stranded = new Stranded(this.desk);
  }

  submit(name: number, priority: number, options: object = {}): PendingTask {
    const task = new PendingTask(
      {
        target: name,
        call: CALL.ONCE,
        title: 'work',
        args: { how: 'none' },
        submitted: 0,
        options: { priority, ...options },
      },
      () => this.outcomes.set(name, 'done'),
      (error) => this.outcomes.set(name, (error as { code: string }).code),
    );
    this.desk.submit(task);
    return task;
  }

  take(lane: Lane): TaskRecord {
    const record = lane === 'plain' ? this.#channels.plain.getNowait() : this.#channels[lane].getNowait()[1];
    return record;
  }

  begin(worker: number, record: TaskRecord): boolean {
    return this.#channels.board.claim(record.slot, record.stamp, worker);
  }

  /** Whether the worker may go on. */
  answer(worker: number, { slot, stamp }: TaskRecord): boolean {
    const { answers, board } = this.#channels;
    answers.putSync({ slot, stamp, answer: ANSWER.UNDEFINED, worker, began: 0, ran: 0, value: undefined });
    return board.finish(slot, stamp, worker);
  }

  run(worker: number, record: TaskRecord): void {
    if (this.begin(worker, record)) this.answer(worker, record);
    this.desk.drain();
  }

  die(worker: number): void {
    this.desk.workerDied(worker, new Error('killed'));
    this.stranded.workerDied(new Error('killed'));
  }
}

const DIED = 'ERR_WEFT_WORKER_DIED';

describe.each([
  ['plain', 0],
  ['urgent', -3],
  ['late', 3],
] as const)('a task of the lane %s in the hands of a worker that died', (lane, priority) => {
  it('fails while others of its priority come and go', async () => {
    const stage = new Stage();
    stage.submit(0, priority);
    stage.submit(1, priority);
    expect(stage.take(lane).target).toBe(0);
    stage.die(0);
    let next = 2;
    await until(() => {
      // There is always something in the queue.
      stage.submit(next, priority);
      next += 1;
      stage.run(1, stage.take(lane));
      stage.stranded.look();
      return stage.outcomes.has(0);
    }, 'the task has failed');
    expect(stage.outcomes.get(0)).toBe(DIED);
    while (stage.outcomes.size < next) stage.run(1, stage.take(lane));
    for (let name = 1; name < next; name += 1) expect(stage.outcomes.get(name)).toBe('done');
    expect(stage.desk.pending).toBe(0);
  });

  it('fails if nothing else is in the queue', async () => {
    const stage = new Stage();
    stage.submit(0, priority);
    stage.take(lane);
    stage.die(0);
    await until(() => {
      stage.stranded.look();
      return stage.outcomes.get(0) === DIED;
    }, 'the task has failed');
  });

  it('is the only one that fails', async () => {
    const stage = new Stage();
    for (let name = 0; name < 4; name += 1) stage.submit(name, priority);
    expect(stage.take(lane).target).toBe(0);
    const running = stage.take(lane);
    expect(stage.begin(1, running)).toBe(true);
    stage.die(0);
    const probe = performance.now() + 350;
    await until(() => {
      stage.stranded.look();
      return performance.now() > probe;
    });
    // Nobody has failed that stands in the queue, however long.
    expect([1, 2, 3].some((name) => stage.outcomes.has(name))).toBe(false);
    stage.answer(1, running);
    stage.run(1, stage.take(lane));
    stage.run(1, stage.take(lane));
    await until(() => {
      stage.stranded.look();
      return stage.outcomes.size === 4;
    }, 'all have ended');
    expect([...stage.outcomes].sort()).toEqual([
      [0, DIED],
      [1, 'done'],
      [2, 'done'],
      [3, 'done'],
    ]);
  });
});

describe('killing the worker of a task that was given up', () => {
  it('does not hit the next task', async () => {
    const stage = new Stage();
    const given = new AbortController();
    stage.submit(0, 0, { signal: given.signal, killAfter: 0 });
    const record = stage.take('plain');
    stage.begin(0, record);
    // The answer is there; the owner has not seen it yet.
    expect(stage.answer(0, record)).toBe(true);
    given.abort();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stage.killed).toEqual([]);
    stage.desk.drain();
    expect(stage.desk.pending).toBe(0);
  });

  it('is told to a worker that answers meanwhile', async () => {
    const stage = new Stage();
    const given = new AbortController();
    stage.submit(0, 0, { signal: given.signal, killAfter: 0 });
    const record = stage.take('plain');
    stage.begin(0, record);
    given.abort();
    await until(() => stage.killed.length === 1);
    expect(stage.answer(0, record)).toBe(false);
  });
});
