import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { IdleWheel } from '../../dist/serve/idle-wheel.js';

const TIMEOUT = 160;

/** The slots that a turn finds idle. */
function turn(wheel: IdleWheel, now: number): number[] {
  const idle: number[] = [];
  wheel.turn(now, (slot) => idle.push(slot));
  return idle;
}

/** Adds, touches or removes a slot, in the wheel and in the list. */
function act(wheel: IdleWheel, activeAt: Map<number, number>, random: Random, now: number): void {
  const slot = random.below(200);
  if (!activeAt.has(slot)) {
    wheel.add(slot, now);
    activeAt.set(slot, now);
  } else if (random.below(3) > 0) {
    wheel.touch(slot, now);
    activeAt.set(slot, now);
  } else {
    wheel.remove(slot);
    activeAt.delete(slot);
  }
}

describe('the wheel of idle slots', () => {
  it('finds a slot when the timeout is over, and only once', () => {
    const wheel = new IdleWheel(TIMEOUT, 0);
    wheel.add(3, 5);
    expect(turn(wheel, 5 + TIMEOUT - 1)).toEqual([]);
    expect(turn(wheel, 5 + TIMEOUT + 2 * wheel.grain)).toEqual([3]);
    expect(turn(wheel, 10_000)).toEqual([]);
  });

  it('is put off by activity', () => {
    const wheel = new IdleWheel(TIMEOUT, 0);
    wheel.add(0, 0);
    for (let now = 0; now < 2000; now += 7) {
      wheel.touch(0, now);
      expect(turn(wheel, now + 150)).toEqual([]);
    }
  });

  it('forgets what is removed, also by the callback', () => {
    const wheel = new IdleWheel(TIMEOUT, 0);
    for (const slot of [0, 1, 2]) wheel.add(slot, 0);
    wheel.remove(1);
    wheel.remove(1);
    const idle: number[] = [];
    wheel.turn(1000, (slot) => {
      idle.push(slot);
      wheel.remove(2);
    });
    expect(idle).toEqual([0]);
  });

  it('takes slots again that were idle, also in the callback', () => {
    const wheel = new IdleWheel(TIMEOUT, 0);
    wheel.add(0, 0);
    wheel.turn(1000, (slot) => wheel.add(slot, 1000));
    expect(turn(wheel, 1000 + TIMEOUT - 1)).toEqual([]);
    expect(turn(wheel, 1000 + 2 * TIMEOUT)).toEqual([0]);
  });

  it('finds what a plain list of times finds, at most two grains later', () => {
    const random = new Random(runSeed('idle wheel'));
    for (let run = 0; run < 50; run += 1) {
      const wheel = new IdleWheel(TIMEOUT, 0);
      const activeAt = new Map<number, number>();
      let now = 0;
      for (let step = 0; step < 400; step += 1) {
        // Now and then the thread is busy for longer than a whole turn of the wheel.
        now += random.below(20) === 0 ? random.below(5 * TIMEOUT) : random.below(12);
        act(wheel, activeAt, random, now);
        for (const slot of turn(wheel, now)) {
          expect(now - (activeAt.get(slot) ?? Number.NaN)).toBeGreaterThanOrEqual(TIMEOUT);
          activeAt.delete(slot);
        }
        for (const at of activeAt.values()) expect(now - at).toBeLessThan(TIMEOUT + 2 * wheel.grain);
      }
    }
  });
});
