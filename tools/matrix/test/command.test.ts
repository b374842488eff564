import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../repository.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const environment = { ...process.env, CI: 'false', NODE24_PATH: process.execPath };

function matrix(words: string[], more: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [main, ...words], {
    encoding: 'utf8',
    env: { ...environment, ...more },
  });
}

it('explains itself', () => {
  const { status, stdout } = matrix(['--help']);
  expect(status).toBe(0);
  expect(stdout).toContain('Usage: npm run matrix -- [options] <package>');
});

it.each([
  [[], "missing required argument 'package'"],
  [['@weft/nothing'], 'There is no package "@weft/nothing".'],
  [['@weft/atomics', '--runtimes', 'node4'], 'There is no "node4".'],
  [['@weft/atomics', '--filter', 'no such file'], '@weft/atomics has no test files for this.'],
  [['@weft/atomics', '--file-timeout', '0'], 'It must be a positive number.'],
])('complains about %j without a stack trace', (words, complaint) => {
  const { status, stderr } = matrix(words);
  expect(stderr).toContain(complaint);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).toBe(1);
});

describe('on @weft/atomics', () => {
  const output = mkdtempSync(join(tmpdir(), 'weft-matrix-'));
  afterAll(() => rmSync(output, { recursive: true }));
  const words = ['@weft/atomics', '--filter', 'latch.test', '--output', output];

  it('runs a suite and closes with the sums', () => {
    const { status, stdout } = matrix([...words, '--runtimes', 'node24']);
    expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed\n$/);
    expect(status).toBe(0);
    expect(existsSync(join(output, 'matrix.json')) && existsSync(join(output, 'matrix.md'))).toBe(true);
  });

  it('says which runtime is missing and what to do; asked for by name, it is a failure', () => {
    const { status, stdout } = matrix([...words, '--runtimes', 'deno'], { DENO_PATH: '/no/such/deno' });
    expect(stdout).toContain('deno is missing: DENO_PATH names /no/such/deno, which does not exist.');
    expect(stdout).toMatch(/\n0 passed, 1 failed\n$/);
    expect(status).toBe(1);
  });

  it.runIf(process.platform !== 'win32')('leaves nothing behind when it is interrupted', async () => {
    const child = spawn(process.execPath, [main, ...words, '--runtimes', 'node24'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    const stages = readdirSync(join(cacheFolder, 'matrix'));
    expect(stages.filter((name) => name.startsWith(`stage-${child.pid}-`))).toEqual([]);
  });
});
