import { type BenchRecord, curves, plot, report, summarize } from '@weft/bench';
import { describe, expect, it } from 'vitest';

const record: BenchRecord = {
  title: 'What it costs',
  date: '2026-01-02T03:04:05.678Z',
  machine: {
    processor: 'A processor',
    cores: 2,
    architecture: 'x64',
    memory: '8 GiB',
    system: 'Linux 6',
    loadBefore: 0.126,
    bindsThreads: true,
  },
  versions: { node: '24.0.0', rustc: '1.95.0' },
  rounds: 3,
  scenarios: [
    {
      name: 'lock',
      title: 'A lock',
      about: 'One thread takes a lock.',
      unit: { name: 'ns', better: 'lower' },
      entries: [
        { label: 'bare', role: 'bare', case: undefined, values: [10, 10, 12], ...summarize([10, 10, 12]) },
        { label: 'ours', role: 'subject', case: undefined, values: [15, 15, 18], ...summarize([15, 15, 18]) },
      ],
      skipped: [{ label: 'Rust', why: 'cargo was not found: install Rust' }],
      targets: [
        { of: 'ours', against: 'bare', atMost: 1.3 },
        { of: 'ours', against: 'Rust', atMost: 2 },
        { of: 'ours', atMost: 150 },
      ],
    },
  ],
};

const text = report(record, 'Weft', 'results.svg');

describe('report', () => {
  it('shows medians, ranges and ratios', () => {
    expect(text).toContain('| ours      | 15.0 | 15.0 – 18.0 | 1.50x |');
    expect(text).toContain('| bare      | 10.0 | 10.0 – 12.0 |     1 |');
  });

  it('says what was not measured, and why', () => {
    expect(text).toContain('- not measured: Rust: cargo was not found: install Rust');
  });

  it('says which targets were met', () => {
    expect(text).toMatch(/\| ours: at most 1\.30x bare +\| +1\.50x \| missed \|/);
    expect(text).toMatch(/\| ours: at most 2\.00x Rust +\| not measured \| +\|/);
    expect(text).toMatch(/\| ours: at most 150 ns +\| +15\.0 ns \| met +\|/);
  });

  it('lists losses', () => {
    expect(text).toMatch(/## Where Weft loses[^#]*\| lock +\| ours +\| bare +\| bare +\| +1\.50x \|/);
  });

  it('tells the machine and the versions', () => {
    expect(text).toContain('- A processor, 2 cores, x64, 8 GiB, Linux 6');
    expect(text).toContain('- node 24.0.0, rustc 1.95.0');
    expect(text).toContain('2026-01-02, 3 rounds; load average before the run: 0.13');
  });
});

describe('plot', () => {
  it('draws every contender of every scenario', async () => {
    const svg = await plot(record);
    expect(svg).toMatch(/^<svg /);
    for (const word of ['What it costs', 'A lock', 'bare', 'ours', 'ns, lower is better'])
      expect(svg).toContain(word);
  });
});

describe('curves', () => {
  it('are drawn with a line for each contender', async () => {
    const scenario = record.scenarios[0] as BenchRecord['scenarios'][number];
    const at = [1, 10].map((size) => ({ size, scenario }));
    const svg = await curves('How it grows', [{ title: 'Time', of: 'threads', at }]);
    expect(svg).toMatch(/^<svg/);
    for (const word of ['How it grows', 'Time', 'threads', 'bare', 'ours', 'lower is better']) {
      expect(svg).toContain(word);
    }
  });

  it('are shown in the report', () => {
    const drawings = [{ file: 'curves.svg', title: 'How it grows' }];
    expect(report(record, 'Weft', 'results.svg', drawings)).toContain('![How it grows](curves.svg)');
  });
});
