/** The layout of shared memory: every word has one meaning, and is inside what it is part of. */
import { describe, expect, it } from 'vitest';
import * as layout from '../dist/layout.js';

/** Names of a table that are bits, values or sizes of other things; the others are offsets of words. */
const NO_OFFSETS: Readonly<Record<string, readonly string[]>> = {
  REGION: [],
  SLOT: ['WAIT_LABEL_WORDS', 'NAME_WORDS'],
  MUTEX: ['ABANDONED', 'FAIR', 'WAITERS'],
  RLOCK: [],
  RWLOCK: ['MODE_ENTERING', 'MODE_DRAINING', 'MODE_WRITING', 'READER_TOKEN', 'READER_COUNT', 'READER_SIZE'],
  SEMAPHORE: ['PERMITS', 'WATCHED', 'BULK', 'FAIR', 'WAITERS'],
  EVENT: ['SET', 'WAITERS', 'WATCHED', 'GENERATION'],
  LATCH: ['COUNT', 'WATCHED', 'WAITERS'],
  WAITER: ['PHASE', 'WAITING', 'RELEASED', 'BROKEN', 'ACTING'],
  CONDITION: [],
  BARRIER: ['PHASE_FILLING', 'PHASE_ACTION', 'PHASE_BROKEN', 'SPARE_WAITERS'],
  BLOCK: ['HEADER'],
};

/** Words that some offset is the first of. */
const SPANS: Readonly<Record<string, number>> = {
  'REGION.MONITOR': layout.MUTEX.SIZE,
  'SLOT.WAIT_LABEL': layout.SLOT.WAIT_LABEL_WORDS,
  'SLOT.NAME': layout.SLOT.NAME_WORDS,
  'RLOCK.MUTEX': layout.MUTEX.SIZE,
  'RWLOCK.MUTEX': layout.MUTEX.SIZE,
  'BARRIER.MUTEX': layout.MUTEX.SIZE,
};

type Table = Readonly<Record<string, number>>;
const tables = Object.entries(layout as unknown as Record<string, Table>).filter(
  ([name]) => name in NO_OFFSETS,
);

function offsetsOf(name: string, table: Table): [string, number][] {
  return Object.entries(table).filter(([key]) => key !== 'SIZE' && !NO_OFFSETS[name]?.includes(key));
}

describe.each(tables)('%s', (name, table) => {
  it('gives each word to one meaning', () => {
    const taken = new Map<number, string>();
    for (const [key, offset] of offsetsOf(name, table)) {
      for (let word = offset; word < offset + (SPANS[`${name}.${key}`] ?? 1); word += 1) {
        expect(taken.get(word), `word ${word} of ${name}, for ${key}`).toBeUndefined();
        taken.set(word, key);
      }
    }
  });

  it('has room for them', () => {
    const size = table.SIZE ?? table.HEADER ?? Number.POSITIVE_INFINITY;
    for (const [key, offset] of offsetsOf(name, table)) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset + (SPANS[`${name}.${key}`] ?? 1)).toBeLessThanOrEqual(size);
    }
  });
});

describe('bits of one word', () => {
  const { MUTEX, SEMAPHORE, EVENT, LATCH, WAITER, TOKEN_MASK } = layout;
  it.each([
    ['a mutex', [TOKEN_MASK, MUTEX.ABANDONED, MUTEX.FAIR, MUTEX.WAITERS]],
    [
      'a semaphore',
      [SEMAPHORE.PERMITS, SEMAPHORE.WATCHED, SEMAPHORE.BULK, SEMAPHORE.FAIR, SEMAPHORE.WAITERS],
    ],
    ['an event', [EVENT.SET, EVENT.WAITERS, EVENT.WATCHED, -EVENT.GENERATION]],
    ['a latch', [LATCH.COUNT, LATCH.WATCHED, LATCH.WAITERS]],
    ['a waiter', [TOKEN_MASK, WAITER.PHASE]],
  ])('do not overlap in %s', (_, masks) => {
    let seen = 0;
    for (const mask of masks) {
      expect(seen & mask).toBe(0);
      seen |= mask;
    }
  });

  it('are shared by what shares the code for fairness', () => {
    for (const key of ['WORD', 'FAIR_SETTER', 'FAIR_AT', 'FAIR', 'WAITERS'] as const) {
      expect(SEMAPHORE[key]).toBe(MUTEX[key]);
    }
  });

  it('are distinct phases of a waiter', () => {
    const phases = [WAITER.WAITING, WAITER.RELEASED, WAITER.BROKEN, WAITER.ACTING];
    expect(new Set(phases).size).toBe(4);
    for (const phase of phases) expect(phase & ~WAITER.PHASE).toBe(0);
  });
});

describe('numbers of kinds', () => {
  it('are unique, and those of this package', () => {
    const numbers = Object.values(layout.KIND);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) {
      expect(number).toBeGreaterThan(0);
      expect(number).toBeLessThan(64);
    }
  });

  it('are marked with the version of the layout', () => {
    expect((layout.OBJECT_MAGIC >> 8) & 0xff).toBe(layout.LAYOUT_VERSION);
    expect(layout.OBJECT_MAGIC & layout.OBJECT_KIND_MASK).toBe(0);
  });
});
