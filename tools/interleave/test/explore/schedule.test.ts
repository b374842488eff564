import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, killer, PULSE, timer } from '../../dist/explore/processes.js';
import { formatSchedule, parseSchedule } from '../../dist/explore/schedule.js';

describe('a schedule', () => {
  it('reads well', () => {
    const schedule = [code(0), code(0), code(1), timer(1), killer(0), PULSE, code(2)];
    expect(formatSchedule(schedule)).toBe('0:2,1:1,t1,k0,p,2:1');
  });

  it('comes back from its text', () => {
    const thread = fc.integer({ min: 0, max: 7 });
    const process = fc.oneof(thread.map(code), thread.map(timer), thread.map(killer), fc.constant(PULSE));
    fc.assert(
      fc.property(fc.array(process), (schedule) => {
        expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule);
      }),
    );
  });

  it.each(['x', '8:1', '0:', 't', 'p1', '0:1,,1:1'])('is not read from "%s"', (text) => {
    expect(() => parseSchedule(text)).toThrow(SyntaxError);
  });
});
