import { describe, expect, it } from 'vitest';
import { Machine, STATE } from '../../dist/explore/machine.js';
import { code, killer, only, PULSE, timer } from '../../dist/explore/processes.js';
import { KIND, type Op, type SharedArray } from '../../dist/machine/op.js';
import type { Exploration } from '../../dist/program/program.js';
import { type Body, type HandWrittenProgram, type HandWrittenSubject, subjects } from '../support/threads.js';

function machineOf(program: HandWrittenProgram, exploration: Exploration = {}): Machine {
  const machine = new Machine(subjects(program)(), exploration);
  machine.restart();
  return machine;
}

function logsOf(machine: Machine) {
  return (machine.subject as HandWrittenSubject).logs;
}

/** A step on an array of one's own. */
function on(op: Op, array: SharedArray, changes: Partial<Op> = {}): Op {
  return Object.assign(op, { array, index: 1 }, changes);
}

describe('accesses', () => {
  const arrays: readonly SharedArray[] = [
    new Int8Array(new SharedArrayBuffer(16)),
    new Uint8Array(new SharedArrayBuffer(16)),
    new Int16Array(new SharedArrayBuffer(16)),
    new Uint16Array(new SharedArrayBuffer(16)),
    new Int32Array(new SharedArrayBuffer(16)),
    new Uint32Array(new SharedArrayBuffer(16)),
  ];

  it.each(arrays.map((array) => ({ array, name: array.constructor.name })))(
    'answer as Atomics does, with wrapping and conversion, on a $name',
    ({ array }) => {
      const machine = machineOf({
        threads: [
          function* (at) {
            yield on(at.store(0, -1), array);
            yield on(at.load(0), array);
            yield on(at.add(0, 2), array);
            yield on(at.make(KIND.SUB, 0, 5), array);
            yield on(at.make(KIND.AND, 0, 0x7f), array);
            yield on(at.make(KIND.OR, 0, 0x80), array);
            yield on(at.make(KIND.XOR, 0, 0xff), array);
            yield on(at.exchange(0, -3), array);
            yield on(at.cas(0, -3, 9), array);
            yield on(at.cas(0, -3, 10), array);
            yield on(at.write(0, 300), array);
            yield on(at.read(0), array);
          },
        ],
      });
      while (machine.enabled() !== 0) machine.step(code(0));
      const there = new (array.constructor as new (length: number) => Int32Array)(2);
      expect(logsOf(machine)[0]).toEqual([
        Atomics.store(there, 1, -1),
        Atomics.load(there, 1),
        Atomics.add(there, 1, 2),
        Atomics.sub(there, 1, 5),
        Atomics.and(there, 1, 0x7f),
        Atomics.or(there, 1, 0x80),
        Atomics.xor(there, 1, 0xff),
        Atomics.exchange(there, 1, -3),
        Atomics.compareExchange(there, 1, -3, 9),
        Atomics.compareExchange(there, 1, -3, 10),
        300,
        there.fill(300)[1],
      ]);
    },
  );

  it('of 64 bits touch both of their granules', () => {
    const words = new BigInt64Array(new SharedArrayBuffer(16));
    const machine = machineOf({
      threads: [
        function* (at) {
          yield on(at.add(0, 0), words, { value: 1n << 40n });
          yield on(at.cas(0, 0, 0), words, { expected: 1n << 40n, value: -1n });
        },
      ],
    });
    machine.step(code(0));
    expect(machine.footprint.count).toBe(2);
    machine.step(code(0));
    expect(words[1]).toBe(-1n);
    machine.restart();
    expect(logsOf(machine)[0]).toEqual([]);
  });

  it('out of bounds are failures of the thread', () => {
    const machine = machineOf({
      threads: [
        function* (at) {
          yield at.load(8);
        },
      ],
    });
    machine.step(code(0));
    expect(machine.failure).toMatchObject({ thread: 0, error: expect.any(RangeError) });
  });

  it('are taken back by a restart, those in bulk and in one go as well', () => {
    const machine = machineOf({
      initial: [1, 2, 3, 4],
      threads: [
        function* (at) {
          yield at.store(0, 7);
          const op = at.write(1, 0);
          op.count = 2;
          yield op;
          at.words.fill(8, 1, 3);
          yield at.coarse();
          at.words.fill(9);
        },
      ],
    });
    const { words } = machine.subject as HandWrittenSubject;
    for (const end of [1, 2, 3]) {
      for (let step = 0; step < end; step += 1) machine.step(code(0));
      expect(words[0]).toBe(end === 3 ? 9 : 7);
      machine.restart();
      expect(Array.from(words)).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
    }
  });
});

describe('waits', () => {
  const sleeper: Body = function* (at) {
    return yield at.wait(0, 0);
  };

  it('are woken first come first served, blocking ones and registrations in one queue', () => {
    const listener: Body = function* (at) {
      yield at.waitAsync(0, 0);
      return yield at.idle();
    };
    const waker: Body = function* (at) {
      for (;;) yield at.notify(0, 1);
    };
    const machine = machineOf({ threads: [sleeper, listener, sleeper, waker] });
    machine.step(code(2));
    machine.step(code(1));
    machine.step(code(0));
    expect(machine.enabled()).toBe(only(code(3)));
    machine.step(code(3));
    expect(Array.from(machine.state)).toEqual([STATE.ASLEEP, STATE.READY, STATE.ENDED, STATE.READY]);
    expect(machine.woken).toBe(1 << 2);
    machine.step(code(3));
    expect(machine.enabled()).toBe(only(code(1)) | only(code(3)));
    machine.step(code(3));
    expect(machine.state[0]).toBe(STATE.ENDED);
    machine.step(code(1));
    expect(machine.enabler).toBe(4);
    expect(logsOf(machine)[1]).toEqual([1, 1]);
  });

  it('time out only if they are short enough, and put the clock of their thread forward', () => {
    const patient: Body = function* (at) {
      yield at.wait(0, 0, 5);
      yield at.wait(0, 0, 6);
    };
    const machine = machineOf({ threads: [patient] }, { timeoutsUpTo: 5 });
    machine.step(code(0));
    expect(machine.enabled()).toBe(only(timer(0)));
    machine.step(timer(0));
    expect(machine.subject.threads[0]!.clock).toBe(5);
    machine.step(code(0));
    expect(machine.enabled()).toBe(0);
    expect(machine.isOver()).toBe(false);
  });

  it('of threads that only listen keep nobody from the end', () => {
    const listener: Body = function* (at) {
      yield at.waitAsync(0, 0);
      const op = at.idle();
      op.value = 1;
      yield op;
      yield at.store(1, 1);
    };
    const waker: Body = function* (at) {
      yield at.notify(0);
    };
    const machine = machineOf({ threads: [listener, waker] });
    machine.step(code(0));
    expect(machine.isOver()).toBe(false);
    machine.step(code(1));
    expect(machine.isOver()).toBe(false);
    machine.step(code(0));
    machine.step(code(0));
    expect(machine.isOver()).toBe(true);
  });

  it('that time out too often in a row do so only when nobody else can go on', () => {
    const impatient: Body = function* (at) {
      for (;;) yield at.wait(0, 0, 1);
    };
    const machine = machineOf({ threads: [impatient, sleeper] }, { timeoutsUpTo: 1, timeoutsInARow: 2 });
    for (let i = 0; i < 2; i += 1) {
      machine.step(code(0));
      machine.step(timer(0));
    }
    machine.step(code(0));
    expect(machine.enabled()).toBe(only(code(1)));
    machine.step(code(1));
    expect(machine.enabled()).toBe(only(PULSE));
    machine.step(PULSE);
    expect(machine.enabled()).toBe(only(timer(0)));
  });
});

describe('deaths', () => {
  const sleeper: Body = function* (at) {
    yield at.wait(0, 0, 1_000);
  };

  it('take their thread out of all queues', () => {
    const waker: Body = function* (at) {
      yield at.notify(0, 1);
    };
    const machine = machineOf({ threads: [sleeper, sleeper, waker] }, { kills: { threads: [0] } });
    machine.step(code(0));
    machine.step(code(1));
    machine.step(killer(0));
    expect(machine.subject.alive).toEqual([false, true, true]);
    machine.step(code(2));
    expect(Array.from(machine.state)).toEqual([STATE.KILLED, STATE.ENDED, STATE.ENDED]);
  });

  it('let long waits end when nobody can go on, until that has been in vain for some time', () => {
    const stubborn: Body = function* (at) {
      for (;;) yield at.wait(0, 0, 1_000);
    };
    const machine = machineOf({ threads: [stubborn, sleeper] }, { kills: { threads: [1] } });
    machine.step(code(0));
    machine.step(code(1));
    expect(machine.enabled()).toBe(only(killer(1)));
    machine.step(killer(1));
    let pulses = 0;
    for (; machine.enabled() === only(PULSE); pulses += 1) {
      machine.step(PULSE);
      machine.step(timer(0));
      machine.step(code(0));
    }
    expect(pulses).toBeGreaterThan(1);
    expect(machine.enabled()).toBe(0);
  });
});

describe('a program', () => {
  it('has eight threads at most', () => {
    const body: Body = function* (at) {
      yield at.load(0);
    };
    expect(() => machineOf({ threads: new Array<Body>(9).fill(body) })).toThrow('at most 8 threads');
  });
});
