import { describe, expect, it } from 'vitest';
import { run } from './support/run.js';

/** What a lesson prints. It must end by itself, and without a complaint. */
async function linesOf(lesson: string): Promise<string[]> {
  const { exitCode, lines, errors } = await run(`${lesson}.js`);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  return lines;
}

describe('the lessons about threads and processes', () => {
  it('1: the program goes on at once, and ends after its thread', async () => {
    const lines = await linesOf('01-thread');
    expect(lines.toSorted()).toEqual(['ending', 'the thread begins', 'the thread ends']);
    expect(lines.at(-1)).toBe('the thread ends');
  });

  it('2: run runs in the thread, with the fields of the object', async () => {
    const lines = await linesOf('02-subclass');
    expect(lines.slice(0, 2).toSorted()).toEqual(['ending', 'my thread begins']);
    expect(lines.slice(2)).toEqual(['my thread ends', 'the marked thread uses what its module has imported']);
  });

  it('3: two joins take as long as the longer thread', async () => {
    const lines = await linesOf('03-join');
    expect(lines.slice(0, 4)).toEqual(
      expect.arrayContaining([
        'joined within 50 ms: false',
        'the quick thread begins',
        'the slow thread begins',
      ]),
    );
    expect(lines.slice(-2)).toEqual([
      'the slow thread ends',
      expect.stringMatching(/^ending after \d+ tenths of a second$/),
    ]);
    expect(lines).toContain('the quick thread ends');
    expect(lines).toHaveLength(6);
  });

  it('4: a daemon does not hold up the program, the flag is set before the start and inherited', async () => {
    expect(await linesOf('04-daemon')).toEqual([
      'ThreadStateError',
      'start: a daemon is true, and so is its own thread: true',
      'ending',
    ]);
  });

  it('5: names, identities, and who is there', async () => {
    const lines = await linesOf('05-facts');
    expect(lines.slice(0, 6)).toEqual([
      'before the start: alive false, ident undefined',
      'I am MainThread: true',
      '3 threads:',
      '  1 MainThread',
      '  2 Anna',
      '  3 Ben',
    ]);
    expect(lines.slice(6, 8).toSorted()).toEqual(['Anna is now Anna Maria', 'Ben is now Ben']);
    expect(lines.slice(8)).toEqual(['after the end: alive false, 1 thread, <Thread(Anna Maria, stopped)>']);
  });

  it('12: a timer calls once, unless it is cancelled', async () => {
    expect(await linesOf('12e-timer')).toEqual(['alive: true and false', 'hello, world', 'still only 1']);
  });

  it('12: a thread-local variable has a value in each thread', async () => {
    expect(await linesOf('12f-thread-local')).toEqual([
      'Anna found undefined and has Anna',
      'Ben found undefined and has Ben',
      'main has main',
    ]);
  });

  it('17: processes have names, parents and exit codes, and can be ended', async () => {
    expect(await linesOf('17-process')).toEqual([
      'MainProcess: my parent is undefined',
      'before: alive false, exit code undefined',
      'started: alive true, 1 child, has a pid: true',
      'the child: my parent is MainProcess',
      'work of another process: yes',
      'after: alive false, exit code 0',
      'terminated: -15, killed: -9',
      'RangeError: told to the parent, exit code 1',
      'ending',
    ]);
  });

  it('18: a queue carries any value from one process to another', async () => {
    expect(await linesOf('18-queue-between-processes')).toEqual([
      "[ 12, 'hello', true ]",
      "Map(1) { 'any' => 1970-01-01T00:00:00.000Z }",
    ]);
  });
});
