import { describe, expect, it } from 'vitest';
import { explore, replay } from '../../dist/explore/index.js';
import type { Exploration } from '../../dist/program/program.js';
import { traceText } from '../../dist/trace/index.js';
import { type Body, type HandWrittenProgram, subjects } from '../support/threads.js';

/** Lines without what stands in the source, which is the same everywhere here; `|` is an empty first column. */
function linesOf(program: HandWrittenProgram, schedule: string, exploration: Exploration = {}): string[] {
  const { trace } = replay(subjects(program), exploration, schedule);
  return traceText(trace)
    .split('\n')
    .map((line) =>
      line
        .replace(/ +by-hand\.ts.*/, '')
        .replace(/^( +\d) {6,}/, '$1  | ')
        .replace(/(\S) {2,}/g, '$1  '),
    );
}

describe('the text of a trace', () => {
  const sleeper: Body = function* (at) {
    yield at.wait(0, 0);
    yield at.cas(1, 5, 6);
  };
  const waker: Body = function* (at) {
    yield at.add(0, 3);
    yield at.notify(0, 1);
    yield at.notify(0, 1);
    yield at.cas(0, 3, 4);
  };

  it('shows threads by column, values before and after, who sleeps and who wakes whom', () => {
    expect(linesOf({ threads: [sleeper, waker] }, '0:1,1:4,0:1')).toEqual([
      'step  thread 0  thread 1',
      '   1  wait [0] is 0: sleeps',
      '   2  | add [0] 0 → 3',
      '   3  | notify [0] 1 (wakes thread 0)',
      '   4  | notify [0] finds nobody',
      '   5  | compareExchange [0] 3 → 4',
      '   6  compareExchange [1] is 0, not 5',
    ]);
  });

  it('names the file, the line, the function and the source', () => {
    const { trace } = replay(subjects({ threads: [sleeper, waker] }), {}, '1:4,0:2');
    const [, first] = traceText(trace).split('\n');
    expect(first).toMatch(/ by-hand\.ts:1 body +step 1$/);
    const [, , , , , waited] = traceText(trace).split('\n');
    expect(waited).toContain('wait [0] is 4, not 0');
  });

  it('shows time-outs, deaths and pulses', () => {
    const patient: Body = function* (at) {
      yield at.wait(0, 0, 5);
      yield at.wait(0, 0, 1_000);
    };
    const exploration = { timeoutsUpTo: 5, kills: { threads: [1] } };
    expect(linesOf({ threads: [patient, sleeper] }, '0:1,t0,0:1,1:1,k1,p,t0', exploration)).toEqual([
      'step  thread 0  thread 1',
      '   1  wait [0] is 0: sleeps',
      '   2  time-out [0]',
      '   3  wait [0] is 0: sleeps',
      '   4  | wait [0] is 0: sleeps',
      '   5  | killed',
      '   6  … long waits end …',
      '   7  time-out [0]',
    ]);
  });

  it('shows registrations, the event loop, pauses and steps in one go', () => {
    const listener: Body = function* (at) {
      yield at.waitAsync(0, 0);
      yield at.idle();
      yield at.waitAsync(0, 9);
      yield at.pause();
      yield at.coarse();
    };
    const program = { threads: [listener, waker] };
    expect(linesOf(program, '0:1,1:4,0:4').slice(1, 3)).toEqual([
      '   1  waitAsync [0] is 0: registration 1',
      '   2  | add [0] 0 → 3',
    ]);
    expect(linesOf(program, '0:1,1:4,0:4').slice(6)).toEqual([
      '   6  event loop hears of registration 1',
      '   7  waitAsync [0] is 4, not 9',
      '   8  pause',
      '   9  in one go',
    ]);
  });

  it('tells buffers and bulk accesses apart', () => {
    const other = new Int32Array(new SharedArrayBuffer(64));
    const body: Body = function* (at) {
      const op = at.read(2);
      op.array = other;
      op.count = 3;
      yield op;
      yield at.load(0);
    };
    const makeSubject = subjects({ threads: [body] });
    const { trace } = replay(
      () => {
        const subject = makeSubject();
        return { ...subject, buffers: [...subject.buffers, other.buffer as SharedArrayBuffer] };
      },
      {},
      '',
    );
    const [, bulk, single] = traceText(trace).split('\n');
    expect(bulk).toContain('read b[2…4]');
    expect(single).toContain('load a[0] is 0');
  });

  it('cuts long lines of source', () => {
    const { trace } = replay(subjects({ threads: [sleeper, waker] }), {}, '');
    expect(traceText(trace, { source: 4 })).toContain('ste…');
  });
});

describe('a replay', () => {
  it('goes on by itself where the schedule ends', () => {
    const body: Body = function* (at) {
      yield at.add(0, 1);
      yield at.add(0, 1);
    };
    const { schedule, trace, problem } = replay(subjects({ threads: [body, body] }), {}, '1:1');
    expect(schedule).toBe('1:2,0:2');
    expect(trace.steps).toHaveLength(4);
    expect(problem).toBeUndefined();
  });

  it('refuses schedules of other programs, and what is none', () => {
    const body: Body = function* (at) {
      yield at.add(0, 1);
    };
    const makeSubject = subjects({ threads: [body] });
    expect(() => replay(makeSubject, {}, '1:1')).toThrow(
      'the schedule is not one of this program: its step 0',
    );
    expect(() => replay(makeSubject, {}, '0:1;1')).toThrow('"0:1;1" is no part of a schedule');
  });

  it('finds again what an exploration has found', () => {
    const makeSubject = subjects({
      threads: [0, 1].map(
        (own): Body =>
          function* (at) {
            if ((yield at.exchange(0, 1 + own)) !== 0) throw new RangeError(`thread ${own} was second`);
          },
      ),
    });
    const { finding } = explore(makeSubject, {});
    expect(finding).toMatchObject({
      kind: 'failure',
      message: 'thread 1 threw RangeError: thread 1 was second',
    });
    expect(replay(makeSubject, {}, finding!.schedule).problem).toMatchObject({ kind: 'failure' });
  });
});
