import { type Contender, expectResult, measure, NANOSECONDS, Unavailable, WrongResult } from '@weft/bench';
import { describe, expect, it } from 'vitest';

/** A contender that writes down when it runs. */
function scripted(name: string, diary: string[], values: readonly number[] = [1]): Contender {
  return {
    name,
    role: 'peer',
    start() {
      let round = 0;
      return {
        round() {
          diary.push(name);
          round += 1;
          return values[(round - 1) % values.length] as number;
        },
        stop() {
          diary.push(`${name} stopped`);
        },
      };
    },
  };
}

function scenarioOf(...contenders: Contender[]) {
  return { name: 'test', title: 'Test', about: 'A test.', unit: NANOSECONDS, contenders };
}

describe('measure', () => {
  it('warms up once, then lets the contenders begin rounds in turn, and stops them', async () => {
    const diary: string[] = [];
    await measure(scenarioOf(scripted('a', diary), scripted('b', diary), scripted('c', diary)), 3);
    expect(diary.join(' ')).toBe('a b c a b c b c a c a b a stopped b stopped c stopped');
  });

  it('leaves the warm-up out of the values', async () => {
    const { entries } = await measure(scenarioOf(scripted('a', [], [900, 5, 7, 6])), 3);
    expect(entries[0]).toMatchObject({ label: 'a', values: [5, 7, 6], median: 6, min: 5, max: 7 });
  });

  it('says which contender could not be measured, and why', async () => {
    const missing: Contender = {
      name: 'Rust',
      role: 'peer',
      start() {
        throw new Unavailable('cargo was not found');
      },
    };
    const { entries, skipped } = await measure(scenarioOf(scripted('a', []), missing), 1);
    expect(entries.map(({ label }) => label)).toEqual(['a']);
    expect(skipped).toEqual([{ label: 'Rust', why: 'cargo was not found' }]);
  });

  it('fails at a wrong result, and stops all contenders nevertheless', async () => {
    const diary: string[] = [];
    const wrong: Contender = {
      name: 'wrong',
      role: 'peer',
      case: '2 threads',
      start: () => ({
        round() {
          expectResult('the count', 1, 2);
          return 1;
        },
      }),
    };
    const failed = measure(scenarioOf(scripted('a', diary), wrong), 1);
    await expect(failed).rejects.toThrow(WrongResult);
    await expect(failed).rejects.toThrow('wrong, 2 threads failed');
    expect(diary).toEqual(['a', 'a stopped']);
  });
});
