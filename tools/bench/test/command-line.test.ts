import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bench, NANOSECONDS, runBench } from '@weft/bench';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('runBench', () => {
  let folder: string;
  let printed: string[];
  let bench: Bench;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weft-bench-'));
    printed = [];
    for (const method of ['log', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words.join(' ')));
    }
    bench = {
      title: 'What it costs',
      subject: 'Weft',
      scenarios: ['one', 'two'].map((name) => ({
        name,
        title: `Scenario ${name}`,
        about: 'A test.',
        unit: NANOSECONDS,
        contenders: [{ name: 'ours', role: 'subject', start: () => ({ round: () => 5 }) }],
      })),
      participants: { packages: ['vitest'], from: import.meta.url, programs: ['no-such-program'] },
      results: pathToFileURL(`${folder}/results/`),
    };
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
    await rm(folder, { recursive: true });
  });

  it('measures everything and writes report, record and plot', async () => {
    await runBench(bench, ['--rounds', '2']);
    expect((await readdir(join(folder, 'results'))).sort()).toEqual([
      'README.md',
      'results.json',
      'results.svg',
    ]);
    const record = JSON.parse(await readFile(join(folder, 'results/results.json'), 'utf8'));
    expect(record.scenarios.map((scenario: { name: string }) => scenario.name)).toEqual(['one', 'two']);
    expect(record.scenarios[0].entries[0].values).toEqual([5, 5]);
    expect(record.versions.node).toBe(process.versions.node);
    expect(record.versions.vitest).toMatch(/^\d/);
    expect(record.versions).not.toHaveProperty('no-such-program');
  });

  it('measures only what is asked for, and writes nothing then', async () => {
    await runBench(bench, ['--only', 'two', '--rounds', '1']);
    expect(printed.join('\n')).toContain('Scenario two');
    expect(printed.join('\n')).not.toContain('Scenario one');
    expect(await readdir(folder)).toEqual([]);
  });

  it('explains itself', async () => {
    await runBench(bench, ['--help']);
    expect(printed.join('\n')).toMatch(/--only[\s\S]*--rounds[\s\S]*one +Scenario one/);
  });

  it.each([
    [['--only', 'three'], /there is no scenario three; there are: one, two/],
    [['--rounds', '0'], /--rounds must be an integer, 1 or more, got 0/],
    [['--fast'], /--fast/],
  ])('refuses %j', async (args, message) => {
    await runBench(bench, args);
    expect(printed.join('\n')).toMatch(message);
    expect(process.exitCode).toBe(2);
  });
});
