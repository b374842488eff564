import { describe, expect, it } from 'vitest';
import { explore, replay } from '../../dist/explore/index.js';
import type { Op } from '../../dist/machine/op.js';
import type { Exploration } from '../../dist/program/program.js';
import { type Body, type HandWrittenProgram, type Steps, subjects } from '../support/threads.js';

function run(program: HandWrittenProgram, exploration: Exploration = {}) {
  return explore(subjects(program), exploration);
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

describe('the number of interleavings that differ', () => {
  it('is one where threads touch nothing in common', () => {
    const threads = times(
      3,
      (own): Body =>
        function* (at) {
          yield at.store(own, 1);
          yield at.add(own, 1);
        },
    );
    expect(run({ threads })).toMatchObject({
      outcome: 'complete',
      interleavings: 1,
      redundant: 0,
      longest: 6,
    });
  });

  it.each([2, 3, 4, 5])('is n! for %i threads that write one word', (n) => {
    const threads = times(
      n,
      (own): Body =>
        function* (at) {
          yield at.store(0, own);
        },
    );
    expect(run({ threads })).toMatchObject({
      outcome: 'complete',
      interleavings: factorial(n),
      redundant: 0,
    });
  });

  // "readers" of "Optimal dynamic partial order reduction": each reader is before or after the writer.
  it.each([2, 4, 6, 7])('is 2^n for a writer and %i readers', (n) => {
    const writer: Body = function* (at) {
      yield at.store(0, 1);
    };
    const reader = (own: number): Body =>
      function* (at) {
        yield at.load(1 + own);
        yield at.load(0);
      };
    const report = run({ words: 16, threads: [writer, ...times(n, reader)] });
    expect(report).toMatchObject({ outcome: 'complete', interleavings: 2 ** n });
  });

  // "lastzero" of the same paper, which counts 64 for 5 and 3,328 for 10: that is (n + 3) 2^(n - 2).
  it.each([3, 4, 5, 6, 7])('is that of the literature for "lastzero" of %i', (n) => {
    const seeker: Body = function* (at) {
      for (let i = n; (yield at.load(i)) !== 0; ) i -= 1;
    };
    const writer = (own: number): Body =>
      function* (at) {
        const value = yield at.load(own);
        yield at.store(own + 1, value + 1);
      };
    const report = run({ words: 16, threads: [seeker, ...times(n, writer)] });
    expect(report).toMatchObject({ outcome: 'complete', interleavings: (n + 3) * 2 ** (n - 2) });
  });
});

describe('litmus tests', () => {
  it('finds the lost update of two increments, and repeats it', () => {
    const program: HandWrittenProgram = {
      threads: times(
        2,
        (): Body =>
          function* (at) {
            const value = yield at.load(0);
            yield at.store(0, value + 1);
          },
      ),
      check: (words) => {
        if (words[0] !== 2) throw new Error(`two increments made ${words[0]}`);
      },
    };
    const { outcome, finding } = run(program);
    expect(outcome).toBe('found');
    expect(finding).toMatchObject({
      kind: 'check',
      message: 'Error: two increments made 1',
      preemptions: 1,
      steps: 4,
    });
    expect(replay(subjects(program), {}, finding!.schedule)).toMatchObject({
      problem: { kind: 'check' },
      schedule: finding!.schedule,
    });
  });

  it('never sees both of two stores missed: Atomics are sequentially consistent', () => {
    const side = (own: number): Body =>
      function* (at) {
        yield at.store(own, 1);
        return yield at.load(1 - own);
      };
    const report = run({
      threads: [side(0), side(1)],
      check: (_words, results) => {
        if (results[0] === 0 && results[1] === 0) throw new Error('both missed');
      },
    });
    expect(report).toMatchObject({ outcome: 'complete', interleavings: 3 });
  });

  it('sees the same with plain stores as a data race', () => {
    const side = (own: number): Body =>
      function* (at) {
        yield at.write(own, 1);
        return yield at.read(1 - own);
      };
    expect(run({ threads: [side(0), side(1)] })).toMatchObject({
      outcome: 'found',
      finding: { kind: 'race' },
    });
  });

  it('allows the races that a program names', () => {
    const body: Body = function* (at) {
      yield at.write(0, 1);
    };
    const races = [{ within: 'body', why: 'both write the same' }];
    expect(run({ threads: [body, body] }, { races })).toMatchObject({ outcome: 'complete' });
  });

  it('sees no race where an atomic flag hands plain data over', () => {
    const report = run({
      threads: [
        function* (at) {
          yield at.write(0, 42);
          yield at.store(1, 1);
        },
        function* (at) {
          if ((yield at.load(1)) !== 1) return 42;
          return yield at.read(0);
        },
      ],
      check: (_words, [, seen]) => {
        if (seen !== 42) throw new Error(`saw ${seen}`);
      },
    });
    expect(report).toMatchObject({ outcome: 'complete', interleavings: 2 });
  });

  it('sees a race where the flag is raised too early', () => {
    const report = run({
      threads: [
        function* (at) {
          yield at.store(1, 1);
          yield at.write(0, 42);
        },
        function* (at) {
          if ((yield at.load(1)) === 1) yield at.read(0);
        },
      ],
    });
    expect(report).toMatchObject({ finding: { kind: 'race', preemptions: 0 } });
    expect(report.finding!.message).toContain('thread 0 at by-hand.ts:2 (step 2)');
    expect(report.finding!.message).toContain('thread 1 at by-hand.ts:2 (step 2)');
  });

  it('sees no race between bytes beside each other', () => {
    const bytes = (own: number): Body =>
      function* (at) {
        const op = at.write(0, 1);
        op.array = new Uint8Array(at.words.buffer as SharedArrayBuffer);
        op.index = own;
        yield op;
      };
    expect(run({ threads: [bytes(0), bytes(1)] })).toMatchObject({ outcome: 'complete' });
  });

  it('shows that Peterson’s lock excludes', () => {
    const body = (own: number): Body =>
      function* (at) {
        yield at.store(own, 1);
        yield at.store(2, 1 - own);
        while ((yield at.load(1 - own)) === 1 && (yield at.load(2)) === 1 - own) yield at.pause();
        yield* critical(at);
        yield at.store(own, 0);
      };
    expect(run({ threads: [body(0), body(1)], check: bothCounted })).toMatchObject({ outcome: 'complete' });
  });

  it('shows that it does not with the two stores swapped', () => {
    const body = (own: number): Body =>
      function* (at) {
        yield at.store(2, 1 - own);
        yield at.store(own, 1);
        while ((yield at.load(1 - own)) === 1 && (yield at.load(2)) === 1 - own) yield at.pause();
        yield* critical(at);
        yield at.store(own, 0);
      };
    expect(run({ threads: [body(0), body(1)], check: bothCounted })).toMatchObject({
      finding: { kind: 'race' },
    });
  });

  it('shows that the futex mutex of Drepper excludes and loses no wake-up', () => {
    expect(run({ threads: times(2, () => mutexUser(2)), check: bothCounted })).toMatchObject({
      outcome: 'complete',
    });
  });

  it('finds the wake-up that is lost if a waiter forgets that others may wait', () => {
    const report = run({ threads: times(3, () => mutexUser(1)) });
    expect(report.finding).toMatchObject({ kind: 'deadlock' });
    expect(report.finding!.message).toMatch(
      /^nobody can go on: thread \d waits for element 0 to be notified/,
    );
  });

  it('finds the wake-up that is lost between looking and waiting', () => {
    const report = run({
      threads: [
        function* (at) {
          if ((yield at.load(0)) === 0) yield at.wait(1, 0);
        },
        function* (at) {
          yield at.store(0, 1);
          yield at.notify(1);
        },
      ],
    });
    expect(report.finding).toMatchObject({ kind: 'deadlock', preemptions: 1 });
  });
});

/** Adds to a plain counter. */
function* critical(at: Steps): Generator<Op, void, number> {
  const value = yield at.read(3);
  yield at.write(3, value + 1);
}

function bothCounted(words: Int32Array): void {
  if (words[3] !== 2) throw new Error(`counted ${words[3]}`);
}

/** A mutex of three states; who has waited takes it as `taken`: 2 says that others may wait. */
function mutexUser(taken: 1 | 2): Body {
  return function* (at) {
    if ((yield at.cas(0, 0, 1)) !== 0) {
      while ((yield at.exchange(0, 2)) !== 0) yield at.wait(0, 2);
      if (taken === 1) yield at.store(0, 1);
    }
    yield* critical(at);
    if ((yield at.exchange(0, 0)) === 2) yield at.notify(0, 1);
  };
}

describe('endless executions', () => {
  it('are a livelock if they go on for too long', () => {
    const body: Body = function* (at) {
      for (;;) yield at.add(0, 1);
    };
    expect(run({ threads: [body] }, { longest: 100 })).toMatchObject({
      finding: { kind: 'livelock', steps: 100 },
    });
  });

  it('are starvation if another thread could have ended them', () => {
    const report = run(
      {
        threads: [
          function* (at) {
            while ((yield at.load(0)) === 0);
          },
          function* (at) {
            yield at.store(0, 1);
          },
        ],
      },
      { starvation: 20 },
    );
    expect(report.finding).toMatchObject({
      kind: 'starvation',
      message: 'thread 0 went on more than 20 times while thread 1 could and did not',
    });
  });

  it('are none if threads that spin say so', () => {
    const report = run({
      threads: [
        function* (at) {
          while ((yield at.load(0)) === 0) yield at.pause();
        },
        function* (at) {
          yield at.load(1);
          yield at.store(0, 1);
        },
      ],
    });
    expect(report).toMatchObject({ outcome: 'complete' });
  });
});

describe('budgets', () => {
  const program: HandWrittenProgram = {
    threads: times(
      4,
      (): Body =>
        function* (at) {
          for (let i = 0; i < 4; i += 1) yield at.add(0, 1);
        },
    ),
  };

  it('cut an exploration', () => {
    const report = explore(subjects(program), {}, { executions: 500 });
    expect(report).toMatchObject({ outcome: 'cut', interleavings: 500 });
  });

  it('of no time end it at the first look at the clock', () => {
    const seen: number[] = [];
    const report = explore(
      subjects(program),
      {},
      { milliseconds: 0, onProgress: ({ interleavings }) => seen.push(interleavings) },
    );
    expect(report.outcome).toBe('cut');
  });
});
