/** What the compiler knows of calls: arguments are checked against the function, and results are what it returns. */
import type { AsyncResult, ModuleTarget, Pool } from '@weft/threads';
import { describe, expectTypeOf, it } from 'vitest';
import { add, later, same, square } from './tasks/tasks.js';

declare const there: ModuleTarget;
const add3 = (a: number, b: number, c = 0) => a + b + c;

/** Never called: it only has to compile. */
function calls(pool: Pool): void {
  expectTypeOf(pool.apply(add, [1, 2])).toEqualTypeOf<Promise<number>>();
  expectTypeOf(pool.apply(later<string>, ['text', 5])).toEqualTypeOf<Promise<string>>();
  expectTypeOf(pool.apply(same<string>, ['text'])).toEqualTypeOf<Promise<string>>();
  expectTypeOf(pool.apply(() => [1])).toEqualTypeOf<Promise<number[]>>();
  expectTypeOf(pool.apply(add3, [1, 2])).toEqualTypeOf<Promise<number>>();
  expectTypeOf(pool.apply(add3, [1, 2, 3])).toEqualTypeOf<Promise<number>>();
  expectTypeOf(pool.apply((...all: number[]) => all.length, [1, 2, 3])).toEqualTypeOf<Promise<number>>();
  expectTypeOf(pool.applySync(async () => 'text')).toEqualTypeOf<string>();
  expectTypeOf(pool.applyAsync(add, [1, 2])).toEqualTypeOf<AsyncResult<number>>();
  // Parameters without a type take that of the arguments.
  expectTypeOf(pool.apply((a, b) => ({ a, b }), [1, 'text'])).toEqualTypeOf<
    Promise<{ a: number; b: string }>
  >();

  expectTypeOf(pool.map(square, [1, 2])).toEqualTypeOf<Promise<number[]>>();
  expectTypeOf(pool.map((item) => item.length, ['text'])).toEqualTypeOf<Promise<number[]>>();
  expectTypeOf(pool.mapSync(square, new Set([1]))).toEqualTypeOf<number[]>();
  expectTypeOf(pool.mapAsync(square, [1])).toEqualTypeOf<AsyncResult<number[]>>();
  expectTypeOf(pool.starmap(add, [[1, 2]])).toEqualTypeOf<Promise<number[]>>();
  expectTypeOf(pool.starmapSync((a, b) => a + b, [[1, 2]])).toEqualTypeOf<number[]>();
  expectTypeOf(pool.imap(square, [1])).toEqualTypeOf<AsyncGenerator<number, void, undefined>>();

  expectTypeOf(pool.apply(there)).toEqualTypeOf<Promise<unknown>>();
  expectTypeOf(pool.apply(there, [1, 'any'])).toEqualTypeOf<Promise<unknown>>();
  expectTypeOf(pool.apply<[number], string>(there, [1])).toEqualTypeOf<Promise<string>>();
  expectTypeOf(pool.map(there, [1, 2])).toEqualTypeOf<Promise<unknown[]>>();

  // @ts-expect-error an argument of another type
  void pool.apply(add, [1, 'two']);
  // @ts-expect-error too few
  void pool.apply(add, [1]);
  // @ts-expect-error too many
  void pool.apply(square, [1, 2]);
  // @ts-expect-error none at all
  void pool.apply(add);
  // @ts-expect-error no array
  void pool.apply(square, 1);
  // @ts-expect-error items of another type
  void pool.map(square, ['text']);
  // @ts-expect-error a function of two arguments gets one
  void pool.map(add, [1]);
  // @ts-expect-error lists that are too short
  void pool.starmap(add, [[1]]);
  // @ts-expect-error a callback for another result
  pool.applyAsync(square, [1], { callback: (text: string) => text });
  // @ts-expect-error a blocking call cannot be given up by a signal
  pool.applySync(square, [1], { signal: AbortSignal.abort() });
}

describe('calls', () => {
  it('are typed', () => {
    expectTypeOf(calls).parameters.toEqualTypeOf<[Pool]>();
  });
});
