/** A machine that takes steps back must be where it was: in memory, queues, threads and all that may happen next. */
import { describe, expect, it } from 'vitest';
import { Machine } from '../../dist/explore/machine.js';
import { lowest, only, type Processes } from '../../dist/explore/processes.js';
import { RandomNumbers } from '../../dist/explore/random-numbers.js';
import type { Exploration } from '../../dist/program/program.js';
import { type Ingredient, randomProgram } from '../support/random-programs.js';
import { type HandWrittenSubject, subjects } from '../support/threads.js';

const everything: readonly Ingredient[] = [
  'access',
  'wait',
  'timed',
  'async',
  'timer',
  'pause',
  'ask',
  'plain',
];
const exploration: Exploration = { kills: { threads: [0, 2], atMost: 2 }, timeoutsUpTo: 1 };

const PROGRAMS = 100;
const STEPS = 60;
const SEED = Number(process.env.SEED ?? 1);

/** All that can be told of a state; where the code itself stands as well, if that is asked. */
function stateOf(machine: Machine): string {
  return JSON.stringify([
    machine.enabled(),
    [1, 2].map((seed) => machine.hash(seed)),
    Array.from((machine.subject as HandWrittenSubject).words),
    machine.failure !== undefined,
    Array.from(machine.state),
    machine.ops.map((op) => op && [op.kind, op.site]),
  ]);
}

function logsOf(machine: Machine): string {
  machine.catchUp();
  return JSON.stringify((machine.subject as HandWrittenSubject).logs);
}

function oneOf(set: Processes, random: RandomNumbers): number {
  const all: number[] = [];
  for (let rest = set; rest !== 0; rest &= ~only(lowest(rest))) all.push(lowest(rest));
  return all[random.below(all.length)]!;
}

describe('a machine that takes steps back', () => {
  it(`is where it was, in ${PROGRAMS} random programs`, () => {
    for (let seed = SEED; seed < SEED + PROGRAMS; seed += 1) {
      const random = new RandomNumbers(seed);
      const program = randomProgram(seed, { threads: 3, steps: 5, words: 2, ingredients: everything });
      const machine = new Machine(subjects(program)(), exploration);
      machine.restart();
      const states = [stateOf(machine)];
      const logs = [logsOf(machine)];
      for (let step = 0; step < STEPS; step += 1) {
        const enabled = machine.enabled();
        if (enabled === 0 || random.below(4) === 0) {
          expect(machine.canGoBack).toBe(true);
          const time = random.below(machine.time + 1);
          machine.goBack(time);
          expect({ seed, time, state: stateOf(machine) }).toEqual({ seed, time, state: states[time] });
          if (random.below(3) === 0)
            expect({ seed, logs: logsOf(machine) }).toEqual({ seed, logs: logs[time] });
        } else {
          machine.step(oneOf(enabled, random));
          states[machine.time] = stateOf(machine);
          logs[machine.time] = logsOf(machine);
        }
      }
    }
  });

  it('does what a machine does that never has', () => {
    for (let seed = SEED; seed < SEED + PROGRAMS; seed += 1) {
      const random = new RandomNumbers(seed);
      const program = randomProgram(seed, { threads: 3, steps: 5, words: 2, ingredients: everything });
      const machine = new Machine(subjects(program)(), exploration);
      const other = new Machine(subjects(program)(), exploration, false);
      const made: number[] = [];
      machine.restart();
      for (let step = 0; step < STEPS; step += 1) {
        const enabled = machine.enabled();
        if (enabled === 0 || random.below(4) === 0) {
          made.length = random.below(made.length + 1);
          machine.goBack(made.length);
        } else {
          const process = oneOf(enabled, random);
          made.push(process);
          machine.step(process);
        }
      }
      other.restart();
      for (const process of made) other.step(process);
      expect({ seed, state: stateOf(machine) }).toEqual({ seed, state: stateOf(other) });
      expect({ seed, logs: logsOf(machine) }).toEqual({ seed, logs: logsOf(other) });
    }
  });

  it('cannot go back behind steps that do not tell what they do', () => {
    const machine = new Machine(
      subjects({
        threads: [
          function* (at) {
            yield at.load(0);
            yield at.coarse();
          },
        ],
      })(),
      {},
    );
    machine.restart();
    expect(machine.canGoBack).toBe(true);
    machine.step(0);
    expect(machine.canGoBack).toBe(false);
  });
});
