import { expect, it } from 'vitest';
import { readCommandLine } from '../../dist/command/command-line.js';

it('explores everything within a budget unless told otherwise', () => {
  expect(readCommandLine([])).toMatchObject({ patterns: [], workers: 2, list: false, mutants: false });
  expect(readCommandLine([]).seconds).toBeGreaterThan(0);
});

it('takes patterns and has no budget in a full run', () => {
  const wishes = readCommandLine(['lock/', 'fair', '--full']);
  expect(wishes.patterns).toEqual(['lock/', 'fair']);
  expect(wishes.seconds).toBeUndefined();
});

it('takes the names of a mutant and of a schedule as they are', () => {
  const wishes = readCommandLine(['--mutant', 'mutex/take-by-store', '--replay', '0:3,k1,t0']);
  expect(wishes).toMatchObject({ mutant: 'mutex/take-by-store', replay: '0:3,k1,t0' });
});
