import { readdirSync } from 'node:fs';
import { Manager, ManagerServer } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { type RunningExample, run, shows, start } from './support/run.js';
import { awkwardTree, largeTree, lookAt, realTree, temporaryFolder } from './support/trees.js';

const DEMO = 'demo/main.js';

/** Rows of a table of the demo, by their first cell. */
function tableRows(lines: readonly string[]): Map<string, string[]> {
  const rows = lines.filter((line) => line.startsWith('│')).map((line) => line.split('│').slice(1, -1));
  return new Map(rows.map(([first = '', ...cells]) => [first.trim(), cells.map((cell) => cell.trim())]));
}

function numbers(cells: readonly string[] | undefined): number[] {
  return (cells ?? []).slice(0, 3).map((cell) => Number(cell.replaceAll(',', '')));
}

describe.each([
  ['a real source tree', () => ({ path: realTree, [Symbol.dispose]: () => {} }), []],
  ['a real source tree, on one thread', () => ({ path: realTree, [Symbol.dispose]: () => {} }), ['-t', '1']],
  ['a real source tree, on one process', () => ({ path: realTree, [Symbol.dispose]: () => {} }), ['-p', '1']],
  ['a tree of awkward files, on many of both', awkwardTree, ['--threads', '4', '--processes', '3']],
])('%s', (_, makeTree, options) => {
  it('gives the same answer on one thread, on several, and as computed another way', async () => {
    using tree = makeTree();
    const { exitCode, lines } = await run(DEMO, [...options, tree.path]);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toMatch(/^The two answers are identical \(SHA-256 [0-9a-f]{64}\)\.$/);

    const expected = lookAt(tree.path);
    const rows = tableRows(lines);
    for (const [type, { files, bytes, lines: count, words }] of expected) {
      expect(numbers(rows.get(type)), type).toEqual([files, bytes, count]);
      const shown = rows.get(type)?.[3]?.split(' ').filter(Boolean) ?? [];
      const counts = shown.map((word) => words.get(word));
      const highest = [...words.values()].sort((a, b) => b - a);
      expect(counts, type).toEqual(highest.slice(0, shown.length));
      expect(shown.length > 0, type).toBe(words.size > 0);
    }
    const total = (key: 'files' | 'bytes' | 'lines') =>
      [...expected.values()].reduce((sum, totals) => sum + totals[key], 0);
    expect(numbers(rows.get('all'))).toEqual([total('files'), total('bytes'), total('lines')]);
    expect(lines[0]).toBe(`Weft indexes ${total('files').toLocaleString('en')} files in ${tree.path}`);
  });
});

describe('the demo', () => {
  it('has the same digest whatever the number of workers', async () => {
    const digests = await Promise.all(
      [
        ['-t', '1'],
        ['-p', '2'],
        ['-t', '3', '-p', '2'],
      ].map(async (crew) => {
        const { lines } = await run(DEMO, [...crew, realTree]);
        return lines.at(-1);
      }),
    );
    expect(new Set(digests).size).toBe(1);
  });

  it('does not follow symbolic links, and says so', async () => {
    using tree = awkwardTree();
    const { lines } = await run(DEMO, [tree.path]);
    expect(lines).toContain('Not followed: 1 symbolic link.');
  });

  it('copes with an empty folder', async () => {
    using folder = temporaryFolder();
    const { exitCode, lines } = await run(DEMO, [folder.path]);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toMatch(/identical/);
  });

  it('takes a folder relative to where it is started', async () => {
    using tree = awkwardTree();
    const { exitCode, lines } = await run(DEMO, ['below'], {
      cwd: tree.path,
      env: { npm_lifecycle_event: 'test' },
    });
    expect(exitCode).toBe(0);
    expect(lines[0]).toContain('indexes 3 files');
  });

  it('takes a folder relative to where npm start was called', async () => {
    using tree = awkwardTree();
    const { lines } = await run(DEMO, ['below'], {
      env: { npm_lifecycle_event: 'start', INIT_CWD: tree.path },
    });
    expect(lines[0]).toContain('indexes 3 files');
  });

  it('tells what each worker contributed', async () => {
    const { lines } = await run(DEMO, ['-t', '2', '-p', '1', realTree]);
    const rows = tableRows(lines);
    const filesOf = (row: string) => Number(rows.get(row)?.[0]?.replaceAll(',', ''));
    const parts = ['thread 1', 'thread 2', 'process 1'].map(filesOf);
    expect(parts.reduce((sum, files) => sum + files, 0)).toBe(filesOf('2 threads and 1 process'));
    expect(filesOf('one thread')).toBe(filesOf('2 threads and 1 process'));
  });

  it('lets the results meet in the list of another manager', async () => {
    await using server = new ManagerServer({ address: 'tcp://127.0.0.1:0' });
    const backend = await server.serve();
    const { exitCode, lines } = await run(DEMO, ['-t', '2', '-p', '1', '--backend', backend, realTree]);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toMatch(/identical/);
  });

  it.skipIf(process.platform !== 'linux')('lets the results meet in shared memory', async () => {
    const name = `demo-${process.pid}`;
    try {
      const { exitCode, lines } = await run(DEMO, ['-p', '2', '--backend', `shm://${name}`, realTree]);
      expect(exitCode).toBe(0);
      expect(lines.at(-1)).toMatch(/identical/);
    } finally {
      const manager = await Manager.connect(`shm://${name}`);
      await manager.shutdown();
    }
  });

  it('notices updates that are lost, and fails', async () => {
    const preload = new URL('./support/forgetful-threads.js', import.meta.url);
    const { exitCode, lines } = await run(DEMO, ['-t', '2', realTree], {
      env: { NODE_OPTIONS: `--import=${preload}` },
    });
    expect(exitCode).toBe(1);
    const verdict = lines.findIndex((line) => /^The two answers are different \(SHA-256 /.test(line));
    expect(lines[verdict + 1]).toMatch(/^ {2}all \.\w+: \d+ files \d+ bytes \d+ lines, then \d+ files/);
    expect(lines.join()).not.toContain('identical');
  });
});

describe('a command line that cannot be used', () => {
  it.each([
    ['a folder that is not there', ['/no/such/folder'], /^There is no folder .*folder\.$/m],
    ['a file', [`${realTree}/package.json`], /package\.json is not a folder\.$/m],
    ['two folders', ['one', 'two'], /^One folder at a time: got one and two\.$/m],
    ['an unknown option', ['--workers', '2'], /'--workers'/],
    ['no number', ['--threads', 'many'], /^--threads must be a whole number from 0 to 128, got "many"\.$/m],
    [
      'nobody',
      ['-t', '0', realTree],
      /^Somebody has to work: --threads or --processes must be 1 or more\.$/m,
    ],
    ['nobody at the backend', ['-b', 'tcp://127.0.0.1:1', realTree], /^The backend tcp:.* cannot be used: /m],
    ['no backend', ['-b', 'gopher://here', realTree], /^The backend gopher:.* cannot be used: /m],
    ['too many', ['-p', '129'], /^--processes must be .* got "129"\.$/m],
  ])('%s: tells what is wrong, exit code 2', async (_, args, message) => {
    const { exitCode, lines, errors } = await run(DEMO, args);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(message);
    expect(errors).not.toMatch(/^ +at /m);
    expect(lines).toEqual([]);
  });

  it('--help tells how it is used', async () => {
    const { exitCode, lines, errors } = await run(DEMO, ['--help']);
    expect(exitCode).toBe(0);
    expect(errors).toBe('');
    expect(lines).toContain('Usage: npm start [-- <options> <folder>]');
  });
});

// Windows has no signals that a test could send.
describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it.each([
    ['on one thread', '1 thread: 0 %'],
    ['on several', 'together: 0 %'],
  ])('ends the work %s cleanly, exit code 130', async (_, phase) => {
    using tree = largeTree();
    using temporary = temporaryFolder();
    const segments = sharedSegments();
    const demo = start(DEMO, ['-t', '2', '-p', '2', tree.path], {
      env: { TMPDIR: temporary.path, TMP: temporary.path, TEMP: temporary.path },
    });
    await shows(demo.child, phase);
    pressCtrlC(demo);
    const { exitCode, lines, errors } = await demo.outcome;
    expect(errors).toContain('Stopped by SIGINT. All threads and processes have ended.');
    expect(exitCode).toBe(130);
    expect(lines).toHaveLength(1);
    expect(() => process.kill(-(demo.child.pid as number), 0)).toThrowError(/ESRCH/);
    expect(readdirSync(temporary.path)).toEqual([]);
    expect(sharedSegments()).toEqual(segments);
  });
});

/** As a terminal does: to the whole process group; and once more, as npm does. */
function pressCtrlC({ child }: RunningExample): void {
  process.kill(-(child.pid as number), 'SIGINT');
  process.kill(-(child.pid as number), 'SIGINT');
}

/** Names in the folder for shared memory, where there is one. */
function sharedSegments(): string[] {
  return process.platform === 'linux'
    ? readdirSync('/dev/shm').filter((name) => name.startsWith('weft'))
    : [];
}
