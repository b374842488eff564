import { getEventListeners } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { run } from '../command.ts';
import { ReleaseProblem } from '../problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-command-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const { signal: never } = new AbortController();

it('returns what a program prints', async () => {
  expect(await run(process.execPath, ['-p', '6 * 7'], { cwd: folder, signal: never })).toBe('42');
});

it('tells what a program said before it failed', async () => {
  const words = ['-e', 'console.error("no bread"); process.exitCode = 3'];
  const failure = run(process.execPath, words, { cwd: folder, signal: never });
  await expect(failure).rejects.toBeInstanceOf(ReleaseProblem);
  await expect(failure).rejects.toThrow('no bread');
});

it.skipIf(process.platform === 'win32')('ends what a program has started, too', async () => {
  const started = join(folder, 'started');
  // As npm does: a shell, which has started something that would never end.
  const sleeper = `require('fs').writeFileSync('${started}', ''); setInterval(() => {}, 1000)`;
  const interrupted = new AbortController();
  const ended = run('sh', ['-c', `"${process.execPath}" -e "${sleeper}"; true`], {
    cwd: folder,
    signal: interrupted.signal,
  });
  await vi.waitUntil(() => existsSync(started), 30_000);
  interrupted.abort();
  // It has the output open: that this comes to an end means that it has ended.
  await expect(ended).rejects.toThrow('aborted');
  expect(getEventListeners(interrupted.signal, 'abort')).toEqual([]);
});
