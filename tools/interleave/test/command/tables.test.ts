import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { Entry } from '../../dist/command/catalogue.js';
import type { Mutant } from '../../dist/command/mutant.js';
import { coverage, mutantTable, programTable } from '../../dist/command/tables.js';
import type { Outcome } from '../../dist/command/task.js';

const program: Entry = { name: 'lock/one', about: 'One.', threads: 2, exploration: {}, file: 'lock.js' };

const complete: Outcome = {
  outcome: 'complete',
  interleavings: 12_345,
  redundant: 7,
  steps: 100_000,
  longest: 19,
  milliseconds: 100,
  subjects: 1,
};

const found: Outcome = {
  ...complete,
  outcome: 'found',
  finding: { kind: 'deadlock', message: 'nobody can go on', schedule: '0:1', steps: 8, preemptions: 1 },
};

const mutant: Mutant = {
  name: 'mutex/one',
  module: 'mutex.ts',
  from: 'a',
  to: 'b',
  what: 'It is wrong.',
  foundBy: ['lock/one'],
};

function cellsOf(table: string, name: string): string[] {
  const line = stripVTControlCharacters(table)
    .split('\n')
    .find((one) => one.includes(name));
  return (line ?? '').split('│').map((cell) => cell.trim());
}

it('shows operations, interleavings and coverage of a program', () => {
  const cells = cellsOf(programTable([{ program, outcome: complete }]), 'lock/one');
  expect(cells.slice(1, -1)).toEqual(['lock/one', '2', '19', '12,345', '123,450', 'complete']);
});

it('says how much was covered', () => {
  expect(coverage({ ...complete, outcome: 'bounded', preemptions: 3 })).toBe('complete up to 3 preemptions');
  expect(coverage({ ...complete, outcome: 'random', seed: 7 })).toBe('random, seed 7');
  expect(coverage({ ...complete, outcome: 'cut', preemptions: 1 })).toBe('cut off, up to 1 preemption');
  expect(coverage(found)).toBe('FAILED: deadlock');
});

it('shows what finds a mutant, what does not, and what cannot', () => {
  const rows = [
    { mutant, tried: { program, outcome: found } },
    { mutant: { ...mutant, name: 'mutex/two' }, tried: { program, outcome: complete } },
    { mutant: { ...mutant, name: 'mutex/three', foundBy: [], survives: 'It is for speed.' } },
  ];
  const table = mutantTable(rows);
  expect(cellsOf(table, 'mutex/one').slice(2, 4)).toEqual(['lock/one', 'deadlock']);
  expect(cellsOf(table, 'mutex/two')[3]).toBe('NOT FOUND (complete)');
  expect(table).toContain('not to be found: It is for speed.');
});
