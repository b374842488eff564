/** The atomic cells: what each operation does, and waiting for a change. */
import {
  AtomicBool,
  AtomicFloat64,
  AtomicInt32,
  AtomicInt64,
  AtomicUint32,
  attach,
  type ObjectOptions,
  type SharedObject,
  share,
} from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, isSettled } from '../support/outcome.js';
import { onStage, type Setting, type Stage } from '../support/setting.js';
import { until } from '../support/until.js';

/** Operations that all cells have. */
interface Cell<T> extends SharedObject {
  load(): T;
  store(value: T): void;
  exchange(value: T): T;
  compareExchange(expected: T, replacement: T): T;
}

interface CellKind<T> {
  readonly title: string;
  make(initial: T | undefined, options: ObjectOptions): Cell<T>;
  readonly initial: T;
  /** Values that come back as they went in, the extremes among them. */
  readonly values: readonly T[];
  readonly bad: readonly unknown[];
}

const NEVER = [undefined, null, '1', {}, Object.create(null), [], Symbol('one'), () => 1];

const KINDS: readonly CellKind<never>[] = [
  {
    title: 'AtomicInt32',
    make: (initial, options) => new AtomicInt32(initial, options),
    initial: 0,
    values: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)],
    bad: [...NEVER, 2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1n, true],
  } as CellKind<number>,
  {
    title: 'AtomicUint32',
    make: (initial, options) => new AtomicUint32(initial, options),
    initial: 0,
    values: [0, 1, 2 ** 31, 2 ** 32 - 1],
    bad: [...NEVER, -1, 2 ** 32, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1n, true],
  } as CellKind<number>,
  {
    title: 'AtomicInt64',
    make: (initial, options) => new AtomicInt64(initial, options),
    initial: 0n,
    values: [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n],
    bad: [...NEVER, 2n ** 63n, -(2n ** 63n) - 1n, 1, true],
  } as CellKind<bigint>,
  {
    title: 'AtomicFloat64',
    make: (initial, options) => new AtomicFloat64(initial, options),
    initial: 0,
    values: [0, -0, 0.1, -1.5, Number.MAX_VALUE, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NaN],
    bad: [...NEVER, 1n, true],
  } as CellKind<number>,
  {
    title: 'AtomicBool',
    make: (initial, options) => new AtomicBool(initial, options),
    initial: false,
    values: [true, false],
    bad: [...NEVER, 0, 1, 1n],
  } as CellKind<boolean>,
] as readonly CellKind<unknown>[] as readonly CellKind<never>[];

export function cellSuite(setting: Setting): void {
  for (const kind of KINDS) {
    describe(`${kind.title}, ${setting.title}`, () => basics(onStage(setting), kind));
  }
  describe(`arithmetic of cells, ${setting.title}`, () => arithmetic(onStage(setting)));
  describe(`waiting for cells, ${setting.title}`, () => waiting(onStage(setting)));
}

function basics<T>(stage: Stage, kind: CellKind<T>): void {
  it('starts with its initial value, or that of nothing', () => {
    expect(kind.make(undefined, stage.at()).load()).toBe(kind.initial);
    for (const value of kind.values) expect(kind.make(value, stage.at()).load()).toBe(value);
  });

  it('stores, exchanges and compares whole values, for everyone', () => {
    const cell = kind.make(undefined, stage.at());
    const twin = attach<Cell<T>>(share(cell));
    let before: T = kind.initial;
    for (const value of kind.values) {
      expect(cell.exchange(value)).toBe(before);
      expect(twin.load()).toBe(value);
      twin.store(before);
      expect(cell.compareExchange(value, value)).toBe(before);
      expect(cell.load()).toBe(before);
      expect(twin.compareExchange(before, value)).toBe(before);
      expect(cell.load()).toBe(value);
      before = value;
    }
  });

  it('is changed by other threads', async () => {
    const cell = kind.make(undefined, stage.at());
    const actor = await stage.actor();
    for (const value of kind.values) {
      await actor.call(cell, 'store', value);
      expect(cell.load()).toBe(value);
      expect(await actor.call(cell, 'load')).toBe(value);
    }
  });

  it('refuses values that it cannot hold, and keeps its own', () => {
    const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
    const held = kind.values[0] as T;
    const cell = kind.make(held, stage.at());
    for (const value of kind.bad as T[]) {
      if (value !== undefined) expect(() => kind.make(value, stage.at())).toThrowError(bad);
      expect(() => cell.store(value)).toThrowError(bad);
      expect(() => cell.exchange(value)).toThrowError(bad);
      expect(() => cell.compareExchange(value, held)).toThrowError(bad);
      expect(() => cell.compareExchange(held, value)).toThrowError(bad);
    }
    for (const verb of ['add', 'sub', 'and', 'or', 'xor'] as const) {
      const operation = (cell as unknown as Record<string, ((value: unknown) => unknown) | undefined>)[verb];
      if (operation === undefined) continue;
      for (const value of kind.bad) expect(() => operation.call(cell, value)).toThrowError(bad);
    }
    expect(cell.load()).toBe(held);
  });

  it('describes itself', () => {
    const value = kind.values[1] as T;
    const shown = typeof value === 'bigint' ? String(value) : value;
    expect(kind.make(value, stage.at()).describe()).toEqual({ value: shown });
  });
}

function arithmetic(stage: Stage): void {
  it('returns the value from before', () => {
    const cell = new AtomicInt32(12, stage.at());
    expect([cell.add(3), cell.sub(5), cell.and(6), cell.or(9), cell.xor(15), cell.load()]).toEqual([
      12, 15, 10, 2, 11, 4,
    ]);
    const big = new AtomicInt64(12n, stage.at());
    expect([big.add(3n), big.sub(5n), big.and(6n), big.or(9n), big.xor(15n), big.load()]).toEqual([
      12n,
      15n,
      10n,
      2n,
      11n,
      4n,
    ]);
    const float = new AtomicFloat64(0.5, stage.at());
    expect([float.add(0.25), float.sub(1), float.load()]).toEqual([0.5, 0.75, -0.25]);
    const flag = new AtomicBool(true, stage.at());
    expect([flag.and(true), flag.xor(true), flag.or(true), flag.and(false), flag.load()]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it('wraps around at the ends of its range', () => {
    const signed = new AtomicInt32(2 ** 31 - 1, stage.at());
    signed.add(1);
    expect(signed.load()).toBe(-(2 ** 31));
    expect(signed.sub(1)).toBe(-(2 ** 31));
    expect(signed.load()).toBe(2 ** 31 - 1);
    const unsigned = new AtomicUint32(0, stage.at());
    unsigned.sub(1);
    expect(unsigned.load()).toBe(2 ** 32 - 1);
    expect(unsigned.add(2)).toBe(2 ** 32 - 1);
    expect(unsigned.load()).toBe(1);
    const big = new AtomicInt64(2n ** 63n - 1n, stage.at());
    big.add(1n);
    expect(big.load()).toBe(-(2n ** 63n));
  });

  it('tells zero and minus zero apart, and finds what is not a number', () => {
    const cell = new AtomicFloat64(-0, stage.at());
    expect(cell.compareExchange(0, 1)).toBe(-0);
    expect(cell.compareExchange(-0, Number.NaN)).toBe(-0);
    expect(cell.compareExchange(Number.NaN, 2)).toBe(Number.NaN);
    expect(cell.load()).toBe(2);
  });

  it('loses nothing when threads add at once', async () => {
    const int = new AtomicInt32(0, stage.at());
    const big = new AtomicInt64(0n, stage.at());
    const float = new AtomicFloat64(0, stage.at());
    const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
    await Promise.all(actors.map((actor) => actor.run('cells', 'addToAll', int, big, float, 20_000)));
    expect([int.load(), big.load(), float.load()]).toEqual([60_000, 60_000n, 30_000]);
  });
}

function waiting(stage: Stage): void {
  it('does not wait for a value that is another already', async () => {
    const cell = new AtomicInt32(1, stage.at());
    expect(cell.waitSync(0)).toBe(true);
    expect(await cell.wait(0)).toBe(true);
    expect(cell.waitSync(0, { timeout: 0 })).toBe(true);
  });

  it.each(['waitSync', 'wait'])('releases %s when another changes the value and notifies', async (verb) => {
    const cells = [
      [new AtomicInt32(-5, stage.at()), -5, 7],
      [new AtomicUint32(2 ** 32 - 1, stage.at()), 2 ** 32 - 1, 0],
      [new AtomicBool(true, stage.at()), true, false],
    ] as const;
    const actor = await stage.actor();
    for (const [cell, value, other] of cells) {
      const waits = [
        actor.call(cell, verb, value),
        (cell as Cell<unknown> & AtomicInt32).wait(value as number),
      ];
      expect(await isSettled(Promise.race(waits))).toBe(false);
      (cell as Cell<unknown>).store(other);
      cell.notify();
      expect(await Promise.all(waits)).toEqual([true, true]);
    }
  });

  it('is notified by another while this thread blocks', async () => {
    const cell = new AtomicInt32(0, stage.at());
    const actor = await stage.actor();
    const running = actor.run('cells', 'changeAndNotify', cell, 3);
    expect(cell.waitSync(0)).toBe(true);
    await running;
  });

  it('finds a change without a notification, if later', async () => {
    const cell = new AtomicInt32(0, stage.at());
    const actor = await stage.actor();
    const waits = [cell.wait(0), actor.call(cell, 'waitSync', 0)];
    expect(await isSettled(Promise.race(waits))).toBe(false);
    cell.store(1);
    expect(await Promise.all(waits)).toEqual([true, true]);
  });

  it('counts whom it woke', async () => {
    const cell = new AtomicInt32(0, stage.at());
    expect([cell.notify(), cell.notify(0), cell.notify(5)]).toEqual([0, 0, 0]);
    const actors = await Promise.all([stage.actor(), stage.actor()]);
    const waits = actors.map((actor) => actor.call(cell, 'waitSync', 0));
    let woken = 0;
    // Woken without a change they wait again, so each can be counted any number of times.
    await until(() => {
      woken += cell.notify(1);
      return woken >= 4;
    });
    expect(await isSettled(Promise.race(waits))).toBe(false);
    cell.store(1);
    cell.notify();
    expect(await Promise.all(waits)).toEqual([true, true]);
  });

  it('answers false when the time is over, not early', async () => {
    const cell = new AtomicInt32(0, stage.at());
    expect([cell.waitSync(0, { timeout: 0 }), await cell.wait(0, { timeout: 0 })]).toEqual([false, false]);
    for (const wait of [() => cell.waitSync(0, { timeout: 15 }), () => cell.wait(0, { timeout: 15 })]) {
      const began = performance.now();
      expect(await wait()).toBe(false);
      expect(performance.now() - began).toBeGreaterThanOrEqual(15);
    }
  });

  it('rejects with the reason of the signal', async () => {
    const cell = new AtomicBool(false, stage.at());
    const abort = new AbortController();
    const waiting = cell.wait(false, { signal: abort.signal });
    abort.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });

  it('refuses bad arguments', async () => {
    const cell = new AtomicInt32(0, stage.at());
    const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
    for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, 1n]) {
      expect(() => cell.notify(count as number)).toThrowError(bad);
    }
    for (const expected of [undefined, 0.5, '0', 2 ** 31, 1n] as number[]) {
      expect(() => cell.waitSync(expected)).toThrowError(bad);
      await expect(cell.wait(expected)).rejects.toEqual(bad);
    }
    for (const timeout of [-1, Number.NaN, '5', null] as number[]) {
      expect(() => cell.waitSync(1, { timeout })).toThrowError(bad);
      await expect(cell.wait(1, { timeout })).rejects.toEqual(bad);
    }
  });
}
