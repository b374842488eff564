/** Wrong arguments of everything that the conformance suites do not check: constructors, names, functions. */
import {
  AtomicBool,
  AtomicFloat64,
  AtomicInt32,
  AtomicInt64,
  AtomicUint32,
  attach,
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  inContext,
  Latch,
  Lock,
  type ObjectOptions,
  Region,
  RLock,
  RWLock,
  Semaphore,
  setThreadName,
  share,
  ThreadMemory,
  threadName,
} from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorWith } from './support/outcome.js';

const BAD = errorWith('ERR_WEFT_ARGUMENT') as Error;
const NULL_OBJECT = Object.create(null) as object;

const MAKERS: readonly [string, (options: ObjectOptions) => unknown][] = [
  ['Lock', (options) => new Lock(options)],
  ['RLock', (options) => new RLock(options)],
  ['RWLock', (options) => new RWLock(options)],
  ['Semaphore', (options) => new Semaphore(1, options)],
  ['BoundedSemaphore', (options) => new BoundedSemaphore(1, options)],
  ['Event', (options) => new Event(options)],
  ['Condition', (options) => new Condition(undefined, options)],
  ['Barrier', (options) => new Barrier(2, options)],
  ['Latch', (options) => new Latch(1, options)],
  ['AtomicInt32', (options) => new AtomicInt32(0, options)],
  ['AtomicUint32', (options) => new AtomicUint32(0, options)],
  ['AtomicInt64', (options) => new AtomicInt64(0n, options)],
  ['AtomicFloat64', (options) => new AtomicFloat64(0, options)],
  ['AtomicBool', (options) => new AtomicBool(false, options)],
];

let region: Region;
beforeEach(() => {
  region = Region.create({ bytes: 16 * 1024 });
});
afterEach(() => region.close());

describe.each(MAKERS)('options of %s', (_, make) => {
  it.each([null, 5, 'name', true, Symbol('x'), 1n, () => {}])('must be an object', (options) => {
    expect(() => make(options as ObjectOptions)).toThrowError(BAD);
  });

  it.each(['', 5, null, {}, NULL_OBJECT, 'x'.repeat(256), 'ä'.repeat(128), '\ud800', Symbol('x')])(
    'have a name of 1 to 255 bytes, if any',
    (name) => {
      for (const place of [{}, { in: region }]) {
        expect(() => make({ ...place, name: name as string })).toThrowError(BAD);
      }
      expect(region.inspect().objects).toEqual([]);
    },
  );

  it.each([null, 5, {}, 'region', NULL_OBJECT, new Lock()])('live in a region, if any', (place) => {
    expect(() => make({ in: place as unknown as Region })).toThrowError(BAD);
  });

  it('may be undefined, and so may what they contain', () => {
    expect(() => make(undefined as unknown as ObjectOptions)).not.toThrow();
    expect(() => make({ in: undefined, name: undefined })).not.toThrow();
    expect(() => make({ in: region, name: `${'n'.repeat(254)}!` })).not.toThrow();
  });
});

describe('numbers of constructors', () => {
  const wrong = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', null, NULL_OBJECT, 1n, true];

  it.each(wrong)('are integers in their range', (value) => {
    const number = value as number;
    expect(() => new Semaphore(number)).toThrowError(BAD);
    expect(() => new BoundedSemaphore(number)).toThrowError(BAD);
    expect(() => new Latch(number)).toThrowError(BAD);
    expect(() => new Barrier(number)).toThrowError(BAD);
    expect(() => new RWLock({ maxReaders: number })).toThrowError(BAD);
    expect(() => new Condition(undefined, { maxWaiters: number })).toThrowError(BAD);
    expect(() => Region.create({ bytes: number })).toThrowError(BAD);
    expect(() => Region.create({ bytes: 64, maxParticipants: number })).toThrowError(BAD);
    expect(() => new ThreadMemory(number)).toThrowError(BAD);
    expect(() => region.allocate(number)).toThrowError(BAD);
    expect(() => region.free(number)).toThrowError(BAD);
  });

  it('have limits', () => {
    expect(() => new BoundedSemaphore(0)).toThrowError(BAD);
    expect(() => new Semaphore(2 ** 27)).toThrowError(BAD);
    expect(() => new RWLock({ maxReaders: 4097 })).toThrowError(BAD);
    expect(() => new Condition(undefined, { maxWaiters: 65_537 })).toThrowError(BAD);
    expect(() => Region.create({ bytes: 0 })).toThrowError(BAD);
    expect(() => Region.create({ bytes: 2 ** 31 })).toThrowError(BAD);
    expect(() => Region.create({ bytes: 64, maxParticipants: 4097 })).toThrowError(BAD);
    expect(() => region.allocate(0)).toThrowError(BAD);
    expect(() => region.free(0)).toThrowError(BAD);
  });

  it.each([undefined, null, 5, 'x'])('come in an object where regions are made', (options) => {
    expect(() => Region.create(options as unknown as { bytes: number })).toThrowError(BAD);
  });

  it.each([null, {}, new ArrayBuffer(8), 'x', new SharedArrayBuffer(6)])(
    'are what memory is made of',
    (buffer) => {
      expect(() => new ThreadMemory(buffer as unknown as SharedArrayBuffer)).toThrowError(BAD);
    },
  );
});

describe('functions', () => {
  it.each([undefined, null, 5, 'x', {}])('are checked before anything is acquired', async (value) => {
    const fn = value as unknown as () => void;
    const [lock, rlock, semaphore] = [new Lock(), new RLock(), new Semaphore(1)];
    await expect(lock.run(fn)).rejects.toEqual(BAD);
    await expect(rlock.run(fn)).rejects.toEqual(BAD);
    await expect(semaphore.run(fn)).rejects.toEqual(BAD);
    await expect(new Condition(lock).run(fn)).rejects.toEqual(BAD);
    expect(() => inContext(fn)).toThrowError(BAD);
    expect([lock.locked(), rlock.locked(), semaphore.value()]).toEqual([false, false, 1]);
  });
});

describe('locks of conditions', () => {
  it.each([null, 5, {}, NULL_OBJECT, new RWLock(), new Semaphore(1)])('are a Lock or an RLock', (lock) => {
    expect(() => new Condition(lock as unknown as Lock)).toThrowError(BAD);
  });

  it('live where the condition lives', () => {
    const other = Region.create({ bytes: 4096 });
    expect(() => new Condition(new Lock(), { in: region })).toThrowError(BAD);
    expect(() => new Condition(new Lock({ in: other }), { in: region })).toThrowError(BAD);
    expect(region.inspect().objects).toEqual([]);
    other.close();
  });
});

describe('names of threads', () => {
  it.each(['', 5, null, undefined, {}, 'x'.repeat(256), '\udc00'])('are strings', (name) => {
    const before = threadName();
    expect(() => setThreadName(name as string)).toThrowError(BAD);
    expect(threadName()).toBe(before);
  });
});

describe('share and attach', () => {
  it.each([null, 5, 'process'])('take options as an object', (options) => {
    expect(() => share(new Lock(), options as unknown as object)).toThrowError(BAD);
  });

  it.each(['planet', 5, null])('know two scopes', (scope) => {
    expect(() => share(new Lock(), { scope: scope as 'thread' })).toThrowError(BAD);
  });

  it('know the kinds of this package', () => {
    const handle = { ...new Lock().handle, '@weft': 'Unheard of' };
    expect(() => attach(handle)).toThrowError(BAD);
  });
});
