import { describe, expect, it } from 'vitest';
import { explore } from '../../dist/explore/index.js';
import { type Body, subjects } from '../support/threads.js';

/** Four threads, of which the last fails if it is the first to go on after the third step of each other one. */
function makeProgram(depth: number): readonly Body[] {
  const worker = (own: number): Body =>
    function* (at) {
      for (let i = 0; i < 3; i += 1) yield at.add(own, 1);
    };
  const judge: Body = function* (at) {
    for (let own = 0; own < depth; own += 1) if ((yield at.load(own)) !== 1) return;
    throw new Error('all of them were in the middle');
  };
  return [worker(0), worker(1), worker(2), judge];
}

describe('random exploration', () => {
  it('runs as many executions as asked for, and tells its seed', () => {
    const random = { executions: 200, depth: 2 };
    const report = explore(subjects({ threads: makeProgram(3).slice(0, 3) }), { random }, { seed: 7 });
    expect(report).toMatchObject({ outcome: 'random', interleavings: 200, seed: 7 });
  });

  it('chooses a seed of its own', () => {
    const random = { executions: 2, depth: 1 };
    const { seed } = explore(subjects({ threads: makeProgram(1) }), { random });
    expect(Number.isInteger(seed)).toBe(true);
  });

  it('finds an error that needs several threads in the middle, and does the same again with the same seed', () => {
    const random = { executions: 20_000, depth: 4 };
    const makeSubject = subjects({ threads: makeProgram(3) });
    const report = explore(makeSubject, { random }, { seed: 1 });
    expect(report).toMatchObject({ outcome: 'found', finding: { kind: 'failure', preemptions: 3 } });
    const again = explore(makeSubject, { random }, { seed: 1 });
    expect(again.interleavings).toBe(report.interleavings);
    expect(again.finding!.schedule).toBe(report.finding!.schedule);
  });

  it('kills', () => {
    const random = { executions: 200, depth: 1 };
    const report = explore(
      subjects({
        threads: makeProgram(0).slice(0, 2),
        check: (_words, _results, killed) => {
          if (killed[1]) throw new Error('thread 1 is dead');
        },
      }),
      { random, kills: { threads: [1] } },
      { seed: 3 },
    );
    expect(report.finding).toMatchObject({ kind: 'check', message: 'Error: thread 1 is dead' });
    expect(report.finding!.schedule).toContain('k1');
  });

  it('finds data races', () => {
    const body: Body = function* (at) {
      yield at.write(0, 1);
    };
    const random = { executions: 10, depth: 1 };
    expect(explore(subjects({ threads: [body, body] }), { random }).finding).toMatchObject({ kind: 'race' });
  });
});
