import { describe, expect, it } from 'vitest';
import { run } from './support/run.js';

/** What a lesson prints. It must end by itself, and without a complaint. */
async function linesOf(lesson: string): Promise<string[]> {
  const { exitCode, lines, errors } = await run(`${lesson}.js`);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  return lines;
}

function matching(lines: readonly string[], pattern: RegExp): string[] {
  return lines.filter((line) => pattern.test(line));
}

describe('the lessons', () => {
  it('6: an update is lost if threads read, pause and write', async () => {
    const [title, left, ...more] = await linesOf('06-lost-update');
    expect(title).toBe('100 tasks on 10 threads took one each from 100.');
    // The ten tasks of a thread read the same number, so of their updates at most one survives: 90 to 99 are left.
    expect(left).toMatch(/^Left: 9\d \(should be 0\)$/);
    expect(more).toEqual([]);
  });

  it('7: none is lost with a lock', async () => {
    expect(await linesOf('07-lock')).toEqual(['100 tasks on 10 threads took one each from 100.', 'Left: 0']);
  });

  it('8: a deadlock is reported to one of the two, with both names, and both go on', async () => {
    const lines = await linesOf('08-deadlock');
    const victim = matching(lines, /gets a DeadlockError/).map((line) => line.split(' ')[0]);
    expect(victim).toHaveLength(1);
    expect(['Anna', 'Ben']).toContain(victim[0]);
    expect(matching(lines, /^ {2}/).sort()).toEqual([
      '  Anna holds Lock "fork" and wants Lock "spoon"',
      '  Ben holds Lock "spoon" and wants Lock "fork"',
    ]);
    const eaters = matching(lines, /holds both and eats$/);
    expect(eaters.toSorted()).toEqual(['Anna holds both and eats', 'Ben holds both and eats']);
    expect(eaters[1]).toBe(`${victim[0]} holds both and eats`);
    expect(lines).toHaveLength(8);
  });

  it('9: a re-entrant lock counts, knows its owner, and the same program finishes', async () => {
    const lines = await linesOf('09-rlock');
    expect(lines.slice(0, 8)).toEqual([
      'acquired: depth 1',
      'acquired: depth 2',
      'acquired: depth 3',
      'another thread may not release it: NotOwnerError',
      'released: depth 2',
      'released: depth 1',
      'released: free',
      'a Lock may not be acquired twice: DeadlockError',
    ]);
    const annaFirst = [
      'Anna holds one',
      'Anna holds both and eats',
      'Ben holds one',
      'Ben holds both and eats',
    ];
    const benFirst = [...annaFirst.slice(2), ...annaFirst.slice(0, 2)];
    expect([annaFirst, benFirst]).toContainEqual(lines.slice(8));
  });

  it('10: a semaphore lets five of ten in at a time', async () => {
    const lines = await linesOf('10-semaphore');
    const everybody = Array.from({ length: 10 }, (_, i) => `thread ${i + 1} is in`);
    expect(lines.slice(0, 10).sort()).toEqual(everybody.sort());
    expect(lines.slice(10)).toEqual([
      'At most 5 of 10 were in at once.',
      'One release too many: SemaphoreOverflowError',
    ]);
  });

  it('11: one set releases five waiters, and a timed wait goes on alone', async () => {
    const lines = await linesOf('11-event');
    const cars = [1, 2, 3, 4, 5].map((number) => `car ${number}`);
    const red = lines.indexOf('The light is red.');
    expect(lines.slice(0, red).sort()).toEqual([
      ...cars.map((car) => `${car} stops at the light`),
      'the taxi has waited for 50 ms and turns round',
      'the taxi stops at the light',
    ]);
    expect(lines.slice(red + 1, -2).sort()).toEqual(cars.map((car) => `${car} goes on at green`));
    expect(lines.slice(-2)).toEqual(['The light is green.', 'The light is red.']);
  });

  it('12: a condition keeps nine loaves on a shelf for three', async () => {
    const lines = await linesOf('12a-condition');
    let shelf = 0;
    for (const line of lines.slice(0, -1)) {
      shelf += line.startsWith('baked') ? 1 : -1;
      expect(line).toBe(`${line.startsWith('baked') ? 'baked' : 'bought'} one: ${shelf} on the shelf`);
      expect(shelf).toBeGreaterThanOrEqual(0);
      expect(shelf).toBeLessThanOrEqual(3);
    }
    expect(matching(lines, /^baked/)).toHaveLength(9);
    expect(matching(lines, /^bought/)).toHaveLength(9);
    expect(lines.at(-1)).toBe('closed: 0 on the shelf');
  });

  it('12: a barrier lets nobody go before all are there', async () => {
    const lines = await linesOf('12b-barrier');
    const round = (number: number) =>
      ['Anna', 'Ben', 'Cleo'].map((name) => `${name} is at the start of round ${number}`);
    expect(lines.slice(0, 3).sort()).toEqual(round(1));
    expect(lines[3]).toBe('All are here: go!');
    expect(lines.slice(4, 7).sort()).toEqual(round(2));
    expect(lines.slice(7)).toEqual(['All are here: go!']);
  });

  it('12: a read-write lock lets readers in together and a writer alone', async () => {
    const lines = await linesOf('12c-rw-lock');
    expect(lines.slice(0, 3).sort()).toEqual([
      'reader 1 reads 100',
      'reader 2 reads 100',
      'reader 3 reads 100',
    ]);
    expect(lines.slice(3)).toEqual(['the writer writes 200, readers inside: 0', 'the main thread reads 200']);
  });

  it('12: a latch opens when all has been counted down', async () => {
    const lines = await linesOf('12d-latch');
    expect(lines[0]).toBe('Plates missing: 6');
    expect(lines.slice(1, 4).sort()).toEqual(['Anna lays 3', 'Ben lays 2', 'Cleo lays 1']);
    expect(lines.slice(4)).toEqual(['Plates missing: 0']);
  });

  it('30: the lock of a killed owner is recovered, and a circle of three is reported', async () => {
    const lines = await linesOf('30-killed-owner');
    expect(lines.slice(0, 5)).toEqual([
      'clerk: holds the lock, 30 + 40 in the books',
      'main: the auditor waits for the lock, and the clerk is killed',
      'auditor: OwnerDiedError, 30 + 40 in the books',
      'auditor: recovered, 60 + 40 in the books',
      'main: holds the lock, 60 + 40 in the books',
    ]);
    const [victim] = matching(lines, /gets a DeadlockError:$/).map((line) => line.split(' ')[0]);
    expect(lines.slice(6, 9).sort()).toEqual([
      '  Anna holds Lock "fork 1" and wants Lock "fork 2"',
      '  Ben holds Lock "fork 2" and wants Lock "fork 3"',
      '  Cleo holds Lock "fork 3" and wants Lock "fork 1"',
    ]);
    const others = ['Anna', 'Ben', 'Cleo'].filter((name) => name !== victim);
    expect(lines.slice(9).sort()).toEqual(others.map((name) => `${name} eats`));
  });
});

describe('the runner of the lessons', () => {
  it('lists them without a number', async () => {
    const { exitCode, lines } = await run('run.js');
    expect(exitCode).toBe(0);
    expect(lines).toContain('  07-lock');
  });

  it('runs the one with the number', async () => {
    const { exitCode, lines } = await run('run.js', ['7']);
    expect(exitCode).toBe(0);
    expect(lines).toEqual(['--- 07-lock', '100 tasks on 10 threads took one each from 100.', 'Left: 0']);
  });

  it('says so if there is none', async () => {
    const { exitCode, lines } = await run('run.js', ['99']);
    expect(exitCode).toBe(2);
    expect(lines[0]).toBe('There is no lesson "99". There are');
  });
});
