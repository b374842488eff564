import { describe, expect, it } from 'vitest';
import { explore } from '../../dist/explore/index.js';
import { RandomNumbers } from '../../dist/explore/random-numbers.js';
import { StateTable } from '../../dist/explore/state-table.js';
import { type Body, subjects } from '../support/threads.js';

/** Fails only if the other thread comes between its steps so often. */
function interrupted(times: number): readonly Body[] {
  return [
    function* (at) {
      let seen = 0;
      for (let i = 0; i < times; i += 1) {
        const before = yield at.load(0);
        const after = yield at.load(0);
        if (after !== before) seen += 1;
      }
      if (seen === times) throw new Error(`interrupted ${times} times`);
    },
    function* (at) {
      for (let i = 0; i < times; i += 1) yield at.add(0, 1);
    },
  ];
}

describe('exploration with a bound of preemptions', () => {
  it.each([1, 2, 3])('finds what needs %i preemptions of each thread, and with no fewer', (times) => {
    const makeSubject = subjects({ threads: interrupted(times) });
    // The second thread is interrupted between its steps, the first one before each of them.
    const needed = 2 * times - 1;
    expect(explore(makeSubject, { preemptions: needed - 1 })).toMatchObject({
      outcome: 'bounded',
      preemptions: needed - 1,
    });
    expect(explore(makeSubject, { preemptions: needed })).toMatchObject({
      outcome: 'found',
      finding: { kind: 'failure', preemptions: needed },
    });
  });

  it('finds data races', () => {
    const report = explore(
      subjects({
        threads: [
          function* (at) {
            yield at.load(1);
            yield at.write(0, 1);
          },
          function* (at) {
            yield at.load(0);
          },
        ],
      }),
      { preemptions: 0 },
    );
    expect(report.finding).toMatchObject({ kind: 'race', preemptions: 0 });
  });
});

describe('a table of states', () => {
  it('tells those visited with as much left, however many there are', () => {
    const random = new RandomNumbers(7);
    const table = new StateTable();
    const states = Array.from(
      { length: 20_000 },
      () => [random.below(2 ** 32) | 0, random.below(2 ** 32) | 0] as const,
    );
    for (const [first, second] of states) expect(table.visit(first, second, 2, 100)).toBe(true);
    for (const [first, second] of states) {
      expect(table.visit(first, second, 2, 100)).toBe(false);
      expect(table.visit(first, second, 1, 100)).toBe(false);
      expect(table.visit(first, second, 2, 101)).toBe(true);
    }
  });
});
