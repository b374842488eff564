import { describe, expect, it } from 'vitest';
import { DivergenceError } from '../../dist/explore/divergence.js';
import { Liveness } from '../../dist/explore/liveness.js';
import { RememberedCode } from '../../dist/explore/remembered-code.js';
import { KIND } from '../../dist/machine/op.js';
import { type Body, type HandWrittenSubject, subjects } from '../support/threads.js';

/** The code of a thread, and how often its body was begun. */
function remembered(body: Body) {
  const begun = { times: 0 };
  const counted: Body = function* (at) {
    begun.times += 1;
    return yield* body(at);
  };
  const subject: HandWrittenSubject = subjects({ threads: [counted, counted] })();
  const liveness = new Liveness(2);
  subject.alive = liveness.alive;
  const code = new RememberedCode(subject.threads[0]!, liveness, new Set(subject.buffers), false);
  return { code, begun, liveness, subject };
}

const branching: Body = function* (at) {
  const first = yield at.load(0);
  const second = yield at.load(first);
  yield at.store(second, 7);
  return first + second;
};

function run(code: RememberedCode, answers: readonly number[]): (number | undefined)[] {
  return [code.begin()?.index, ...answers.map((answer) => code.resume(answer)?.index)];
}

describe('code that is remembered', () => {
  it('does not run where it has been before', () => {
    const { code, begun } = remembered(branching);
    for (let i = 0; i < 5; i += 1) expect(run(code, [1, 2, 7])).toEqual([0, 1, 2, undefined]);
    expect(begun.times).toBe(1);
    expect(code.result).toBe(3);
  });

  it('is told again what it was told, to go where it has not been', () => {
    const { code, begun, subject } = remembered(branching);
    run(code, [1, 2, 7]);
    expect(run(code, [1, 5, 7])).toEqual([0, 1, 5, undefined]);
    expect(begun.times).toBe(2);
    expect(code.result).toBe(6);
    run(code, [1, 2, 7]);
    expect(code.result).toBe(3);
    expect(subject.logs[0]).toEqual([1, 5, 7]);
    code.catchUp();
    expect(subject.logs[0]).toEqual([1, 2, 7]);
  });

  it('goes back to where it has been', () => {
    const { code, begun } = remembered(branching);
    run(code, [1]);
    const { stop } = code;
    code.resume(2);
    expect(code.goTo(stop)).toMatchObject({ kind: KIND.LOAD, index: 1 });
    expect(code.resume(4)).toMatchObject({ kind: KIND.STORE, index: 4, value: 7 });
    expect(begun.times).toBe(2);
  });

  it('throws again what it has thrown', () => {
    const { code, begun } = remembered(function* (at) {
      if ((yield at.load(0)) === 1) throw new Error('one');
    });
    for (let i = 0; i < 2; i += 1) expect(() => run(code, [1])).toThrow('one');
    expect(run(code, [2])).toEqual([0, undefined]);
    expect(begun.times).toBe(2);
  });

  it('returns plain objects anew each time', () => {
    const { code, begun } = remembered(function* (at) {
      return { seen: [yield at.load(0)] };
    });
    for (const answer of [1, 2, 1]) {
      run(code, [answer]);
      const result = code.result as { seen: number[] };
      expect(result).toEqual({ seen: [answer] });
      result.seen.length = 0;
    }
    expect(begun.times).toBe(2);
  });

  it('returns other objects as they were made for the answers that it was told', () => {
    const { code } = remembered(function* (at) {
      return new Set([yield at.load(0)]);
    });
    for (const answer of [1, 2, 1]) run(code, [answer]);
    expect(code.result).toEqual(new Set([1]));
  });

  it('does one thing for the living and another for the dead, and tells for whom it has asked', () => {
    const { code, liveness } = remembered(function* (at) {
      yield at.load(0);
      yield at.load(at.isAlive(1) ? 1 : 2);
      yield at.load(3);
    });
    expect(run(code, [0])).toEqual([0, 1]);
    expect(code.asked).toBe(0b10);
    code.begin();
    expect(code.asked).toBe(0);
    liveness.dead = 0b10;
    expect(code.resume(0)?.index).toBe(2);
    expect(code.asked).toBe(0b10);
    liveness.dead = 0;
    expect(run(code, [0])).toEqual([0, 1]);
    expect(code.asked).toBe(0b10);
    // To go on, the code itself has to hear again that the other one lives, whatever is true by now.
    liveness.dead = 0b10;
    expect(code.resume(0)?.index).toBe(3);
    expect(liveness.dead).toBe(0b10);
  });

  it('must do the same when it is told the same', () => {
    let times = 0;
    const { code } = remembered(function* (at) {
      times += 1;
      const answer = yield times === 1 ? at.load(0) : at.add(0, 0);
      yield at.load(answer);
    });
    run(code, [1]);
    expect(() => run(code, [2])).toThrow(DivergenceError);
  });

  it('finds plain data as they were, and leaves them as they are, when it is told again', () => {
    const seen: number[] = [];
    const { code, subject } = remembered(function* (at) {
      yield at.read(0);
      seen.push(at.words[0]!);
      yield at.write(1, 5);
      at.words[1] = 5;
      yield at.load(2);
      yield at.load(3);
    });
    const { words } = subject;
    words[0] = 8;
    run(code, [8, 5, 1]);
    words[0] = 9;
    words[1] = 6;
    run(code, [8, 5, 2]);
    expect(seen).toEqual([8, 8]);
    expect(Array.from(words.slice(0, 2))).toEqual([9, 6]);
  });

  it('always runs from the first step on that does not tell what it does', () => {
    const { code, begun } = remembered(function* (at) {
      yield at.load(0);
      yield at.coarse();
      yield at.load(at.words[1]!);
    });
    expect(code.alwaysRuns).toBe(false);
    for (let i = 0; i < 3; i += 1) run(code, [0, 0, 0]);
    expect(code.alwaysRuns).toBe(true);
    expect(begun.times).toBe(3);
  });

  it('forgets', () => {
    const { code, begun } = remembered(branching);
    run(code, [1, 2, 7]);
    expect(code.stops).toBe(4);
    code.forget();
    expect(code.stops).toBe(0);
    run(code, [1, 2, 7]);
    expect(begun.times).toBe(2);
  });
});
