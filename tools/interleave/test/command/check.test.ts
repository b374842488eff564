import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/command/main.js', import.meta.url));

function check(...words: string[]): { readonly status: number | null; readonly printed: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' });
  return { status, printed: stdout + stderr };
}

describe('npm run check:interleave', () => {
  it('explores the named programs, and closes with their sum', () => {
    const { status, printed } = check('lock/exclusion', '--workers', '1');
    expect(printed).toMatch(/^2 programs: 2 complete, .* 0 failed; [\d,]+ interleavings in \d+ s$/m);
    expect(status).toBe(0);
  });

  it('prints how a mutant is found, and repeats it from its schedule', () => {
    const mutant = ['--mutant', 'mutex/release-tells-nobody'];
    const { status, printed } = check(...mutant);
    expect(status).toBe(0);
    expect(printed).toContain('Whoever is parked stays so.');
    expect(printed).toContain('lock/exclusion: deadlock.');
    const schedule = /--replay (\S+)$/m.exec(printed)?.[1] ?? '';
    const trace = printed
      .slice(printed.indexOf('step  thread 0'), printed.indexOf('\nTo see it again'))
      .trimEnd();
    expect(trace).toContain('mutex.ts');
    expect(check(...mutant, '--replay', schedule).printed).toContain(trace);
  });

  it('explores mutants, and closes with their sum', () => {
    const { status, printed } = check('--mutants', 'mutex/release-tells-nobody');
    expect(printed).toContain('1 mutants: 1 found, 0 not to be found, 0 missed');
    expect(status).toBe(0);
  });

  it('lists programs and mutants with a sentence each', () => {
    const { status, printed } = check('--list', 'exclusion', 'take-by-store');
    expect(printed).toMatch(/lock\/exclusion +2 threads\. /);
    expect(printed).toMatch(/mutex\/take-by-store +Two threads /);
    expect(status).toBe(0);
  });

  it('says what is similar to a name that there is not', () => {
    const { status, printed } = check('--mutant', 'take-by-store');
    expect(printed).toContain('There are: mutex/take-by-store');
    expect(status).toBe(1);
  });
});
