/** Nothing is left behind, however a program ends. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { until } from '../../atomics/dist-test/support/until.js';
import { runProgram, runs, startProgram } from './support/run-program.js';

async function childrenOf(program: ReturnType<typeof startProgram>, lines = 1): Promise<number[]> {
  const [, ...pids] = await program.line(new RegExp('pids ([\\d ]+)\\n'.repeat(lines)));
  return pids.flatMap((list) => list.split(' ').map(Number));
}

function allGone(pids: readonly number[]): Promise<void> {
  return until(() => !pids.some(runs), `processes ${pids.join(', ')} are gone`);
}

/** What this package could leave in the folder for shared memory. */
function files(): string[] {
  return readdirSync('/dev/shm').filter((name) => name.startsWith('weft-task-'));
}

function guardiansOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && runs(pid) && isGuardianOf(pid, parent));
}

function isGuardianOf(pid: number, parent: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(ppid) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('weft-guardian');
  } catch {
    return false; // gone meanwhile
  }
}

describe.runIf(process.platform === 'linux')('children that are busy, blocked, idle or stubborn', () => {
  it.each([
    ['exits', 'exit', 3],
    ['throws', 'throw', 1],
    ['is done otherwise, and they are daemons', 'daemons', 0],
  ])('end when the program %s', async (_, how, code) => {
    const program = startProgram('parent', [how]);
    const pids = await childrenOf(program);
    expect(pids).toHaveLength(4);
    expect((await program.ending).code).toBe(code);
    await allGone(pids);
    expect(files()).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)('end when the program gets %s', async (signal) => {
    const program = startProgram('parent', ['stay']);
    const pids = await childrenOf(program);
    expect(pids.every(runs)).toBe(true);
    program.child.kill(signal);
    expect((await program.ending).signal).toBe(signal);
    await allGone(pids);
    expect(files()).toEqual([]);
  });

  it('end with Ctrl-C', async () => {
    const program = startProgram('parent', ['stay'], true);
    const pids = await childrenOf(program);
    // A terminal sends it to the whole group.
    process.kill(-(program.child.pid as number), 'SIGINT');
    expect((await program.ending).signal).toBe('SIGINT');
    await allGone(pids);
  });

  it('end with the process between them and a program that is killed', async () => {
    const program = startProgram('parent', ['family']);
    const pids = await childrenOf(program);
    expect(pids).toHaveLength(2);
    program.child.kill('SIGKILL');
    await allGone(pids);
  });

  it('end even if somebody has killed the shell that guards them', async () => {
    const program = startProgram('parent', ['stay']);
    const pids = await childrenOf(program);
    const [guardian] = guardiansOf(program.child.pid as number);
    process.kill(guardian as number, 'SIGKILL');
    await until(() => guardiansOf(program.child.pid as number).some((pid) => pid !== guardian));
    program.child.kill('SIGKILL');
    await allGone(pids);
  });

  it('end with the thread that has started them', async () => {
    const program = startProgram('parent', ['worker']);
    const pids = await childrenOf(program);
    program.child.kill('SIGUSR2');
    await allGone(pids);
    program.child.kill('SIGKILL');
    await program.ending;
  });
});

describe('a program', () => {
  it('does not wait for daemons, and waits for all others', async () => {
    const { code, stdout, stderr } = await runProgram('lifetime');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').sort()).toEqual(['main ends', 'process ends', 'thread ends']);
  });

  it('ends with 40 daemons that print', async () => {
    const { code, stderr } = await runProgram('daemons');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('waits for a daemon while somebody waits for its end or its result', async () => {
    const { code, stdout } = await runProgram('joined-daemon');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'joined true true\nresult\nresult' });
  });

  it('sees the main thread in its last moment, and runs exit handlers of its processes', async () => {
    const { code, stdout } = await runProgram('exit-handlers');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual(['handler of the process', 'MainThread true 1']);
  });

  it('gets what threads print at once, in order, also while it blocks', async () => {
    const { code, stdout, stderr } = await runProgram('printing');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(3002);
    expect(lines[0]).toBe('first');
    expect(lines.at(-1)).toBe('joined true');
    expect(lines.slice(1, -1)).toEqual(
      Array.from({ length: 3000 }, (_, i) => `line ${i} ${'x'.repeat(100)}`),
    );
    expect(stderr).toBe('an error line');
  });
});
