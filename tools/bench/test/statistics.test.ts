import { median, ratioOf, summarize } from '@weft/bench';
import { describe, expect, it } from 'vitest';

describe('statistics', () => {
  it('takes the middle of an odd number of values, and the mean of the two middle ones of an even number', () => {
    expect(median([30, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 30])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('summarizes', () => {
    expect(summarize([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  });

  it('compares within rounds, so a round that was slow for both does not count', () => {
    expect(ratioOf([20, 2000, 24], [10, 1000, 12])).toBe(2);
  });
});
