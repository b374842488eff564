import { describe, expect, it } from 'vitest';
import { DivergenceError, explore } from '../../dist/explore/index.js';
import type { Subject } from '../../dist/machine/op.js';
import { type Body, subjects } from '../support/threads.js';

describe('instances that are used again', () => {
  const other: Body = function* (at) {
    yield at.load(0);
    yield at.load(0);
  };

  /** For those that begin with a look at word 1: who is told something new is begun anew. */
  const teller: Body = function* (at) {
    yield at.store(1, 1);
  };

  /** Makes subjects whose first thread counts how often it begins, in a counter that a fresh one has of its own. */
  function withMemory(body: (count: number) => Body): () => Subject {
    return () => {
      let count = 0;
      const counting: Body = function* (at) {
        count += 1;
        yield* body(count)(at);
      };
      return subjects({ threads: [counting, teller] })();
    };
  }

  it('are few if executions leave no trace in them', () => {
    const writer: Body = function* (at) {
      for (let i = 0; i < 4; i += 1) yield at.add(0, 1);
    };
    const report = explore(subjects({ threads: [writer, other] }), {});
    expect(report).toMatchObject({ outcome: 'complete', interleavings: 15, subjects: 3 });
  });

  it('are given up if a step is not repeated', () => {
    const makeSubject = withMemory(
      (count) =>
        function* (at) {
          yield count === 1 ? at.load(1) : at.add(1, 0);
          yield at.store(0, 2);
        },
    );
    const report = explore(makeSubject, {});
    expect(report).toMatchObject({ outcome: 'complete', interleavings: 2 });
    // One for the execution that was not repeated, and one for each after it.
    expect(report.subjects).toBe(3);
  });

  it('are given up if an audit finds another end', () => {
    const makeSubject = withMemory(
      (count) =>
        function* (at) {
          yield at.load(1);
          yield at.store(0, count);
        },
    );
    const report = explore(makeSubject, {});
    expect(report).toMatchObject({ outcome: 'complete', interleavings: 2 });
    // Both executions, the audit of the second one, and one for each of them anew.
    expect(report.subjects).toBe(4);
  });

  it('are not believed if they find what a fresh one does not show', () => {
    const makeSubject = withMemory(
      (count) =>
        function* (at) {
          yield at.load(1);
          if (count > 1) throw new Error('only when used again');
        },
    );
    expect(explore(makeSubject, {})).toMatchObject({ outcome: 'complete', interleavings: 2 });
  });

  it('make an error if not even fresh ones repeat a step', () => {
    let count = 0;
    const whimsical: Body = function* (at) {
      count += 1;
      yield count % 2 === 0 ? at.store(0, 1) : at.add(0, 1);
      yield at.store(0, 2);
    };
    expect(() => explore(subjects({ threads: [whimsical, other] }), {})).toThrow(DivergenceError);
  });
});
