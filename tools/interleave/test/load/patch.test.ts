import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { load } from '../../dist/load/load.js';
import { KIND, type Place } from '../../dist/machine/op.js';
import { runAlone, type Seen } from './run.js';

const entry = fileURLToPath(new URL('./primitives.js', import.meta.url));
const MUTEX = 'atomics/src/mutex/mutex.ts';

/** Where the steps of a program are, in their order. */
async function placesOf(
  options: Omit<Parameters<typeof load>[0], 'entry' | 'name'>,
  name = 'BoundedSemaphore',
): Promise<Place[]> {
  const { threads } = (await load({ entry, name, ...options })).fresh();
  const seen: Seen[] = [];
  runAlone(threads[0] as never, seen);
  return seen.map(({ site }) => threads[0]?.where(site) as Place);
}

describe('places of steps', () => {
  it('are the lines of the TypeScript source', async () => {
    const places = await placesOf({}, 'Lock');
    const found = places.find(({ within }) => within === 'releaseMine');
    expect(found?.file).toMatch(/packages\/atomics\/src\/mutex\/mutex\.ts$/);
    expect(found?.text).toMatch(/Atomics\.\w+\(words, at/);
    for (const { file, line, text } of places.filter((place) => place.line > 0)) {
      expect(file).toMatch(/\.ts$/);
      expect(line).toBeGreaterThan(0);
      expect(text).not.toBe('');
    }
  });

  it('stay the same behind a change of the code', async () => {
    const plain = await placesOf({});
    const find = 'if (Atomics.compareExchange(words, at, word, next) !== word) return false;';
    const changed = await placesOf({ mutations: [{ file: MUTEX, find, replace: `${find}\n\n` }] });
    expect(changed).toEqual(plain);
  });
});

describe('mutations', () => {
  it('change what runs', async () => {
    const find = 'const word = Atomics.load(this.words, this.at);\n      if (permits > this.bound)';
    await expect(
      load({ entry, name: 'Lock', mutations: [{ file: MUTEX, find, replace: '' }] }),
    ).rejects.toThrow(/occurs 0 times in atomics\/src\/mutex\/mutex.ts/);
    const { threads } = (
      await load({
        entry,
        name: 'BoundedSemaphore',
        mutations: [
          {
            file: 'atomics/src/semaphore/permits.ts',
            find: 'permits > this.bound',
            replace: 'permits > 2 * this.bound',
          },
        ],
      })
    ).fresh();
    expect(runAlone(threads[0] as never)).toEqual([undefined, false, undefined]);
  });

  it('must be of something that is there once', async () => {
    const mutations = [{ file: MUTEX, find: 'return false;', replace: 'return true;' }];
    await expect(load({ entry, name: 'Lock', mutations })).rejects.toThrow(/occurs [2-9] times/);
  });
});

describe('constants', () => {
  it('become what is asked for', async () => {
    const before = await placesOf({}, 'Semaphore');
    const constants = { 'atomics/src/memory/keep-alive.ts': { PULSE_MS: 1 } };
    const after = await placesOf({ constants }, 'Semaphore');
    expect(after.length).toBeGreaterThanOrEqual(before.length);
    await expect(load({ entry, name: 'Lock', constants: { [MUTEX]: { NOTHING: 1 } } })).rejects.toThrow(
      /"NOTHING"/,
    );
  });
});

describe('what a program asks for', () => {
  it('has to be there', async () => {
    await expect(load({ entry, name: 'none of these' })).rejects.toThrow(
      /no program is called none of these/,
    );
  });

  it('is only stepped through: no step is coarse', async () => {
    const { threads } = (await load({ entry, name: 'Queue' })).fresh();
    const seen: Seen[] = [];
    runAlone(threads[0] as never, seen);
    expect(seen.every(({ kind }) => kind !== KIND.COARSE)).toBe(true);
  });
});
