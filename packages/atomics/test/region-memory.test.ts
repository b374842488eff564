/** Memory that is not what it claims to be is refused, and never read beyond its end. */
import {
  attach,
  Condition,
  Event,
  Latch,
  Lock,
  Region,
  type RegionHandle,
  RWLock,
  Semaphore,
  type SharedObject,
} from '@weft/atomics';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK, CONDITION, LAYOUT_VERSION, REGION } from '../dist/layout.js';
import { errorWith, expectThrow } from './support/outcome.js';
import { runSeed } from './support/random.js';

const CORRUPT = 'ERR_WEFT_CORRUPT_REGION';
const SEED = runSeed('region memory');

interface Buffers extends RegionHandle {
  readonly buffer: SharedArrayBuffer;
  readonly home: SharedArrayBuffer;
}

let region: Region;
const opened: Region[] = [];
beforeEach(() => {
  region = Region.create({ bytes: 1024, maxParticipants: 4 });
});
afterEach(() => {
  for (const one of [region, ...opened.splice(0)]) one.close();
});

let copies = 0;

/** A copy of the region's memory, with `change` made to it. */
function changed(change: (words: Int32Array) => void, bytes?: number): Buffers {
  const { buffer, ...handle } = region.handle as Buffers;
  const copy = new SharedArrayBuffer(bytes ?? buffer.byteLength);
  const from = new Uint8Array(buffer).subarray(0, copy.byteLength);
  new Uint8Array(copy).set(from);
  const words = new Int32Array(copy);
  // Another identity, or it would be taken for the region that is open.
  copies += 1;
  if (words.length > REGION.ID_LOW) words[REGION.ID_LOW] = (words[REGION.ID_LOW] as number) + copies;
  change(words);
  return { ...handle, buffer: copy };
}

function open(handle: RegionHandle): Region {
  const one = attach<Region>(handle);
  opened.push(one);
  return one;
}

describe('memory of a region', () => {
  it('is opened if it is sound', () => {
    new Lock({ in: region, name: 'jobs' });
    expect(open(changed(() => {})).names()).toEqual(['jobs']);
  });

  const changes: readonly [string, (words: Int32Array) => void][] = [
    ['all zero', (words) => words.fill(0)],
    ['foreign', (words) => words.set([0x7f454c46, 2, 3], 0)],
    ['of the other endianness', (words) => words.set([0x54464557], REGION.MAGIC)],
    ['of an older version', (words) => words.set([LAYOUT_VERSION - 1], REGION.VERSION)],
    ['of a newer version', (words) => words.set([LAYOUT_VERSION + 1], REGION.VERSION)],
    ['longer than it says', (words) => words.set([words.length - 1], REGION.WORDS)],
    ['shorter than it says', (words) => words.set([words.length + 1], REGION.WORDS)],
    ['with no participants', (words) => words.set([0], REGION.CAPACITY)],
    ['with more participants than it has room for', (words) => words.set([4096], REGION.CAPACITY)],
    ['with a negative number of participants', (words) => words.set([-4], REGION.CAPACITY)],
    ['with its participants elsewhere', (words) => words.set([REGION.SIZE + 2], REGION.PARTICIPANTS)],
    ['with its heap behind its end', (words) => words.set([words.length + 2], REGION.HEAP)],
    ['with its heap before its participants', (words) => words.set([0], REGION.HEAP)],
  ];

  it.each(changes)('is refused if it is %s', (_, change) => {
    expectThrow(() => open(changed(change)), CORRUPT);
  });

  it.each([0, 4, 32, 60, 64, 512, 1000])('is refused if only its first %i bytes are here', (bytes) => {
    expectThrow(() => open(changed(() => {}, bytes)), CORRUPT);
  });

  it('is refused if it is a buffer of odd length', () => {
    const { buffer: _, ...rest } = region.handle as Buffers;
    expect(() => open({ ...rest, buffer: new SharedArrayBuffer(1021) } as Buffers)).toThrowError(
      errorWith('ERR_WEFT_ARGUMENT') as Error,
    );
  });

  it('tells which version it has, and which is read here', () => {
    const handle = changed((words) => words.set([77], REGION.VERSION));
    expect(() => open(handle)).toThrow(new RegExp(`version 77.*reads ${LAYOUT_VERSION}`));
  });
});

describe('the directory of a region', () => {
  const broken: readonly [string, (words: Int32Array) => void][] = [
    ['points before the heap', (words) => words.set([2], REGION.DIRECTORY)],
    ['points behind the end', (words) => words.set([words.length], REGION.DIRECTORY)],
    ['is negative', (words) => words.set([-2], REGION.DIRECTORY)],
    [
      'goes in circles',
      (words) => {
        const first = words[REGION.DIRECTORY] as number;
        words[first + BLOCK.NEXT_NAMED] = first;
      },
    ],
    [
      'has a name that is longer than its block',
      (words) => {
        words[(words[REGION.DIRECTORY] as number) + BLOCK.NAME] = (7 << 8) | 255;
      },
    ],
    [
      'has a name that lies in the header',
      (words) => {
        words[(words[REGION.DIRECTORY] as number) + BLOCK.NAME] = (1 << 8) | 4;
      },
    ],
  ];

  it.each(broken)('is refused if it %s', (_, change) => {
    new Lock({ in: region, name: 'first' });
    new Lock({ in: region, name: 'second' });
    const copy = open(changed(change));
    expectThrow(() => copy.names(), CORRUPT);
    expectThrow(() => copy.get('nothing'), CORRUPT);
    expectThrow(() => new Lock({ in: copy, name: 'third' }), CORRUPT);
  });
});

describe('overwritten memory', () => {
  it('is refused where a condition is to be its own lock', () => {
    const { at } = new Condition(undefined, { in: region, name: 'own', maxWaiters: 2 }).handle as {
      at: number;
    };
    const copy = open(
      changed((words) => {
        words[at + BLOCK.HEADER + CONDITION.LOCK_AT] = at;
      }),
    );
    expectThrow(() => copy.get('own'), CORRUPT);
  });

  it('never leads to anything but errors of this package', () => {
    new Lock({ in: region, name: 'lock' });
    new RWLock({ in: region, name: 'rw', maxReaders: 2 });
    new Semaphore(2, { in: region, name: 'semaphore' });
    new Condition(undefined, { in: region, name: 'condition', maxWaiters: 2 });
    new Event({ in: region, name: 'event' });
    new Latch(1, { in: region, name: 'latch' });
    const length = new Int32Array((region.handle as Buffers).buffer).length;
    const word = fc.oneof(
      fc.integer(),
      fc.integer({ min: 0, max: length + 8 }),
      fc.constantFrom(0, 1, 2, 3, -1, 0x57000101, 0x570001ff),
    );
    // Not the first words: those are tested one by one above.
    const overwrite = fc.array(fc.tuple(fc.integer({ min: REGION.DIRECTORY, max: length - 1 }), word), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(overwrite, (overwrites) => {
        let copy: Region | undefined;
        const attempt = (use: () => unknown) => {
          try {
            use();
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_WEFT_/) });
          }
        };
        attempt(() => {
          copy = attach<Region>(
            changed((words) => {
              for (const [at, value] of overwrites) {
                // The lock of the allocator held by nobody knows whom would make this thread wait for ever.
                if (at < REGION.MONITOR || at >= REGION.SIZE) words[at] = value;
              }
            }),
          );
        });
        attempt(() => copy?.names());
        attempt(() => copy?.inspect());
        for (const name of ['lock', 'rw', 'semaphore', 'condition', 'event', 'latch']) {
          attempt(() => copy?.get(name)?.describe());
        }
        attempt(() => copy && new Lock({ in: copy, name: 'new' }));
        attempt(() => copy?.free(copy.allocate(24)));
        attempt(() => copy?.close());
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('is not taken for an object', () => {
    const lock = new Lock({ in: region });
    const { at } = lock.handle as { at: number };
    const words = new Int32Array((region.handle as Buffers).buffer);
    const handles = [at + 2, at - 2, at + 1, 0, -2, 1e9, Number.NaN, Number.POSITIVE_INFINITY, '8', null].map(
      (wrong) => ({ ...lock.handle, at: wrong }),
    );
    for (const handle of handles) expectThrow(() => attach(handle), CORRUPT);
    const raw = region.allocate(64) / 4 - BLOCK.HEADER;
    expectThrow(() => attach({ ...lock.handle, at: raw }), CORRUPT);
    for (const kind of [0, 0x57000163, 0x58000101, 0x57000201, 0x57000102]) {
      words[at + BLOCK.KIND] = kind;
      expectThrow(() => attach<SharedObject>(lock.handle), CORRUPT);
    }
  });
});
