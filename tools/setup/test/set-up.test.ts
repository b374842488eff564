import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../main.mjs', import.meta.url));
const support = (name: string) => fileURLToPath(new URL(`support/${name}`, import.meta.url));

const repository = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

function setUp(...words: string[]) {
  return spawnSync(process.execPath, words, { encoding: 'utf8' });
}

test('an old Node is told so in a sentence', () => {
  const { status, stderr } = setUp('--import', support('pretend-node-18.mjs'), main, 'run', 'anything.js');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Weft needs Node 20 or later to set itself up; this is Node 18\.20\.0\.\n/);
});

test('a command that does not exist is named, without a stack trace', () => {
  const { status, stderr } = setUp(main, 'fly');
  expect(status).toBe(1);
  expect(stderr).toContain('The set-up has no command "fly".');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('arguments and exit code pass through, on the pinned Node', () => {
  const { status, stdout } = setUp(main, 'tool', support('report.mjs'), 'a folder', '--flag');
  expect(JSON.parse(stdout)).toEqual({
    words: ['a folder', '--flag'],
    node: repository.devDependencies.node,
  });
  expect(status).toBe(7);
});

test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s reaches the program, which ends in its own way',
  async (signal) => {
    const child = spawn(process.execPath, [main, 'tool', support('wait-for-signal.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8');
    expect(await once(child.stdout, 'data')).toEqual(['waiting\n']);

    const ended = once(child, 'exit');
    const said = once(child.stdout, 'data');
    child.kill(signal);
    expect(await said).toEqual([`${signal} once\n`]);
    expect(await ended).toEqual([42, null]);
  },
);
