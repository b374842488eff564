/** Whatever the number of items and the size of the chunks: every item once, and in its place. */
import { Pool } from '@weft/threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { add, square } from './tasks/tasks.js';

const SEED = runSeed('order of results');
let pool: Pool;
beforeAll(() => {
  pool = new Pool(3);
});
afterAll(() => pool.terminate());

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

it('holds for random numbers of items and sizes of chunks', async () => {
  const random = new Random(SEED);
  for (let round = 0; round < scaled(60); round += 1) {
    const items = Array.from({ length: random.below(150) }, () => random.below(1000));
    const squares = items.map((x) => x * x);
    const options = { chunksize: random.pick([undefined, 1, 2, 1 + random.below(200)]) };
    const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
    const [mapped, starred, lazily, unordered] = await Promise.all([
      pool.map(square, items, options),
      pool.starmap(
        add,
        items.map((x) => [x, x * x - x]),
        options,
      ),
      all(pool.imap(square, items, options)),
      all(pool.imapUnordered(square, items, options)),
    ]);
    expect(mapped).toEqual(squares);
    expect(starred).toEqual(squares);
    expect(lazily).toEqual(squares);
    expect(ascending(unordered)).toEqual(ascending(squares));
    expect(pool.mapSync(square, items, options)).toEqual(squares);
  }
});
