import { describe, expect, it } from 'vitest';
import { Patience } from '../../dist/transport/patience.js';

/** A client whose answers take what the test says, in milliseconds, while it sleeps and while it looks. */
class Clock {
  now = 0;
  readonly patience = new Patience(0);
  looked = 0;

  answers(count: number, asleep: number, looking: number): void {
    for (let i = 0; i < count; i += 1) {
      const { looks } = this.patience;
      if (looks) this.looked += 1;
      const ms = looks ? looking : asleep;
      this.now += ms;
      this.patience.answered(ms, this.now);
    }
  }
}

describe('patience', () => {
  it('begins in sleep', () => {
    expect(new Patience(0).looks).toBe(false);
  });

  it('looks where that is faster', () => {
    const clock = new Clock();
    clock.answers(10_000, 0.012, 0.004);
    clock.looked = 0;
    clock.answers(100_000, 0.012, 0.004);
    expect(clock.looked).toBeGreaterThan(98_000);
  });

  it('sleeps where looking is no faster, and where nothing is', () => {
    for (const [asleep, looking] of [
      [0.012, 0.2],
      [0.012, 0.012],
      [1000, 1000],
    ] as const) {
      const clock = new Clock();
      clock.answers(1000, asleep, looking);
      clock.looked = 0;
      const begun = clock.now;
      clock.answers(100_000, asleep, looking);
      // Trials take 4 ms, with longer and longer pauses.
      const trials = 1 + Math.log2(32) + (clock.now - begun) / 640;
      expect(clock.looked).toBeLessThanOrEqual(trials * (2 + 4 / looking));
    }
  });

  it('notices when that changes', () => {
    const clock = new Clock();
    clock.answers(10_000, 0.012, 0.004);
    expect(clock.patience.looks).toBe(true);
    // Somebody else needs the processors.
    clock.answers(4, 0.012, 0.3);
    expect(clock.patience.looks).toBe(false);
    clock.answers(100_000, 0.012, 0.3);
    clock.looked = 0;
    clock.answers(1_000_000, 0.012, 0.004);
    expect(clock.looked).toBeGreaterThan(500_000);
  });

  it('does not mind a long answer among short ones', () => {
    const clock = new Clock();
    clock.answers(10_000, 0.012, 0.004);
    clock.looked = 0;
    for (let i = 0; i < 100; i += 1) {
      clock.answers(99, 0.012, 0.004);
      clock.answers(1, 100, 100);
    }
    expect(clock.looked).toBeGreaterThan(9000);
  });
});
