import { type Entry, judge, lossesIn, type ScenarioRecord, summarize } from '@weft/bench';
import { describe, expect, it } from 'vitest';

function entry(label: string, role: Entry['role'], values: number[], where?: string): Entry {
  return { label, role, case: where, values, ...summarize(values) };
}

function record(parts: Partial<ScenarioRecord>): ScenarioRecord {
  return {
    name: 'test',
    title: 'Test',
    about: 'A test.',
    unit: { name: 'ns', better: 'lower' },
    entries: [],
    skipped: [],
    targets: [],
    ...parts,
  };
}

describe('judge', () => {
  const entries = [entry('ours', 'subject', [13, 26]), entry('bare', 'bare', [10, 20])];

  it('judges ratios and absolute values against their bounds', () => {
    const targets = [
      { of: 'ours', against: 'bare', atMost: 1.3 },
      { of: 'ours', against: 'bare', atMost: 1.2 },
      { of: 'ours', atMost: 19 },
      { of: 'ours', against: 'bare', atLeast: 1.5 },
    ];
    const verdicts = judge(record({ entries, targets }));
    expect(verdicts.map(({ measured, met }) => [measured, met])).toEqual([
      [1.3, true],
      [1.3, false],
      [19.5, false],
      [1.3, false],
    ]);
  });

  it('leaves open what was not measured', () => {
    const [verdict] = judge(record({ entries, targets: [{ of: 'ours', against: 'Rust', atMost: 2 }] }));
    expect(verdict).toMatchObject({ measured: undefined, met: undefined });
  });
});

describe('lossesIn', () => {
  it('finds who was better than the subject in the same case, the worst loss first', () => {
    const entries = [
      entry('ours, small', 'subject', [10], 'small'),
      entry('peer, small', 'peer', [5], 'small'),
      entry('bare, small', 'bare', [2], 'small'),
      entry('even, small', 'peer', [9.8], 'small'),
      entry('ours, large', 'subject', [10], 'large'),
      entry('peer, large', 'peer', [100], 'large'),
    ];
    expect(lossesIn(record({ entries }))).toEqual([
      { subject: 'ours, small', winner: 'bare, small', role: 'bare', factor: 5 },
      { subject: 'ours, small', winner: 'peer, small', role: 'peer', factor: 2 },
    ]);
  });

  it('knows units of which more is better', () => {
    const entries = [entry('ours', 'subject', [10]), entry('peer', 'peer', [30]), entry('slow', 'peer', [1])];
    const losses = lossesIn(record({ entries, unit: { name: 'M/s', better: 'higher' } }));
    expect(losses).toEqual([{ subject: 'ours', winner: 'peer', role: 'peer', factor: 3 }]);
  });
});
