/** What becomes of suites, on the two kinds of host that there are. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UsedRuntime } from '../results.ts';
import { outcomesOf, runFixture, testsOf } from './on-fixture.ts';

const hasChromium = existsSync(process.env.CHROME_PATH ?? '/usr/bin/chromium');
const hosts = hasChromium || process.env.CI === 'true' ? ['node24', 'chromium'] : ['node24'];
const suites = ['outcomes', 'workers', 'hangs', 'stray', 'throws', 'main-thread', 'builtins', 'ends'];

describe.each(hosts)('on %s', (host) => {
  let runtime: UsedRuntime;
  beforeAll(async () => {
    runtime = await runFixture(host, suites);
  });

  it('tests pass, fail, or do not apply, and a skip without a reason is a failure', () => {
    expect(outcomesOf(runtime, 'outcomes')).toEqual({
      'a suite > passes with 1': 'passed',
      'a suite > passes with 2': 'passed',
      'a suite > has run its hooks': 'passed',
      'a suite > fails': 'failed',
      'a suite > counts its assertions': 'failed',
      'a suite > needs what is not there': 'not-applicable',
      'a suite > needs what is there': 'passed',
      'a suite > is skipped without a reason': 'failed',
    });
    const tests = testsOf(runtime, 'outcomes');
    expect(tests.get('a suite > needs what is not there')?.needs).toEqual(['wings']);
    expect(tests.get('a suite > is skipped without a reason')?.failures[0]?.message).toContain('needs()');
  });

  it('a failure has a message, a difference, and a stack without frames of the host', () => {
    const failure = testsOf(runtime, 'outcomes').get('a suite > fails')?.failures[0];
    expect(failure?.message).toContain('expected [ 1, 2 ] to deeply equal [ 1, 3 ]');
    expect(failure?.diff).toContain('-   3,\n+   2,');
    expect(failure?.stack).toMatch(
      /^ {4}at (.* \()?tools\/matrix\/test\/fixture\/suites\/outcomes.test.js:\d+:\d+\)?$/,
    );
  });

  it('workers import packages by name, and share memory with a suite that blocks', () => {
    expect(outcomesOf(runtime, 'workers')).toEqual({ 'starts workers that import packages': 'passed' });
  });

  it('a file that hangs is ended', () => {
    expect(testsOf(runtime, 'hangs').get('hangs')).toMatchObject({
      outcome: 'failed',
      failures: [{ message: 'did not end: the file took longer than 5 s' }],
    });
  });

  it('errors outside of tests are failures', () => {
    const stray = testsOf(runtime, 'stray');
    expect(stray.get('leaves an error behind')?.outcome).toBe('passed');
    expect(stray.get('(outside of any test)')?.failures[0]?.message).toBe('Error: nobody awaited this');
    const thrown = testsOf(runtime, 'throws').get('(the file)');
    expect(thrown?.failures[0]?.message).toBe('Error: not even imported');
  });

  it('a suite about the main thread runs on it', () => {
    expect(outcomesOf(runtime, 'main-thread')).toEqual({
      'may block anywhere but on the main thread of a page': 'passed',
    });
  });

  if (host === 'chromium') {
    it('a file that imports a built-in module does not apply', () => {
      expect(testsOf(runtime, 'builtins').get('(the file)')).toMatchObject({
        outcome: 'not-applicable',
        needs: ['node:assert'],
      });
    });

    it('the worker may block, the main thread may not', () => {
      const blocking = runtime.features.map(({ thread, features }) => {
        return { thread, may: features.find(({ name }) => name === 'blocking')?.available };
      });
      expect(blocking).toEqual([
        { thread: 'worker', may: true },
        { thread: 'main', may: false },
      ]);
    });
  } else {
    it('a file may import built-in modules', () => {
      expect(outcomesOf(runtime, 'builtins')).toEqual({ 'uses a built-in module': 'passed' });
    });

    it('a process that ends early fails the tests that it owes', () => {
      const tests = testsOf(runtime, 'ends');
      const messageOf = (name: string) => tests.get(name)?.failures[0]?.message;
      expect(tests.get('passes before')?.outcome).toBe('passed');
      expect(messageOf('ends the process')).toBe('did not end: its process ended with exit code 3');
      expect(messageOf('never gets its turn')).toBe('did not run: its process ended with exit code 3');
    });
  }
});
