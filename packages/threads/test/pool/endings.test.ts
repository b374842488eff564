/** What is left of a program with pools when it ends, however it ends: nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  output(): string;
  ids(): number[];
}

function start(name: string): Program {
  const file = fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
  // A group of its own, so that Ctrl-C can be sent to all of it as a terminal does.
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  let output = '';
  child.stdout.on('data', (piece) => {
    output += piece;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const ids = () => (/^ids (.*)$/m.exec(output)?.[1] ?? '').split(' ').filter(Boolean).map(Number);
  return { child, ended, output: () => output, ids };
}

/** Whether the process is there and no zombie. */
function runs(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('a program with pools', () => {
  it('ends although they are open, if nothing is pending', async () => {
    const program = start('idle');
    expect(await program.ended).toBe(0);
    expect(program.output()).toMatch(/^49\n49\n/);
    expect(program.ids()).toHaveLength(2);
    await until(() => !program.ids().some(runs), 'no worker runs any more');
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'that gets %s leaves no process behind',
    async (signal) => {
      const program = start('busy');
      await until(() => program.ids().length === 3, 'the workers are busy');
      expect(program.ids().every(runs)).toBe(true);
      if (signal === 'SIGINT') process.kill(-(program.child.pid as number), signal);
      else program.child.kill(signal);
      await program.ended;
      await until(() => !program.ids().some(runs), 'no worker runs any more');
    },
  );
});
