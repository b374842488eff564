import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { poller } from '../../dist/transport/poller.js';
import { quiet } from './pair.js';

/** Is looked at so many times. */
class Looked {
  looks = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  poll(): boolean {
    this.looks += 1;
    return this.looks < this.#most;
  }
}

describe('the poller', () => {
  it('looks at each once in a turn, whoever has much to do', async () => {
    const busy = Array.from({ length: 100 }, () => new Looked(1000));
    for (const each of busy) poller.add(each);
    for (let turn = 0; turn < 100; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      const looks = busy.map((each) => each.looks);
      expect(Math.max(...looks) - Math.min(...looks)).toBeLessThanOrEqual(1);
    }
    await quiet();
    expect(busy.map((each) => each.looks)).toEqual(busy.map(() => 1000));
  });

  it('lets timers and what the system has done have their turns', async () => {
    const endless = new Looked(Number.POSITIVE_INFINITY);
    poller.add(endless);
    await new Promise((resolve) => setTimeout(resolve, 1));
    await readFile(new URL(import.meta.url));
    Object.assign(endless, { poll: () => false });
    await quiet();
    expect(endless.looks).toBeGreaterThan(0);
  });

  it('does nothing while there is nobody to look at', async () => {
    poller.add(new Looked(3));
    poller.add(new Looked(2));
    await quiet();
    const { turns } = poller;
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(poller.turns).toBe(turns);
  });
});
