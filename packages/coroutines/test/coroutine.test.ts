// biome-ignore-all lint/correctness/useYield: bodies that end without a yield are tested too
import { Coroutine, CoroutineError, coroutine, StopIteration } from '@weft/coroutines';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Expected, thrownBy } from './support/errors.js';

const echo = coroutine(function* (first: string): Generator<string, number, string> {
  let said = first;
  for (let count = 0; ; count += 1) {
    said = `${yield said}!`;
    if (said === 'end!') return count;
  }
});

describe('a coroutine that is primed', () => {
  it('has run to its first yield', () => {
    const talk = echo('hello');
    expect(talk.state).toBe('suspended');
    expect(talk.yielded).toBe('hello');
    expect(talk.send('a')).toBe('a!');
    expect(talk.yielded).toBe('a!');
  });

  it('knows the types of what goes in and comes out', () => {
    const talk = echo('hello');
    expectTypeOf(talk.send).parameters.toEqualTypeOf<[string]>();
    expectTypeOf(talk.send).returns.toEqualTypeOf<string>();
    expectTypeOf(talk.close).returns.toEqualTypeOf<number | undefined>();
    expectTypeOf(echo).parameters.toEqualTypeOf<[string]>();
  });

  it('raises StopIteration with the value that the body returns, and an empty one from then on', () => {
    const talk = echo('hello');
    talk.send('a');
    expect(thrownBy(() => talk.send('end'))).toMatchObject({ value: 1, code: 'ERR_WEFT_STOP_ITERATION' });
    expect(talk.state).toBe('closed');
    expect(thrownBy(() => talk.send('b'))).toMatchObject({ value: undefined });
  });

  it('may end before its first yield', () => {
    const empty = coroutine(function* (): Generator<number, string, number> {
      return 'nothing';
    })();
    expect(empty.state).toBe('closed');
    expect(() => empty.send(1)).toThrow(StopIteration);
  });

  it('fails where it is made if its body does', () => {
    const failing = coroutine(function* (): Generator<number> {
      throw new Expected();
    });
    expect(() => failing()).toThrow(Expected);
    expect(() => coroutine(5 as never)).toThrow('body must be a function, got 5');
  });
});

describe('a coroutine that is not primed', () => {
  it('refuses a value, as nobody waits for it', () => {
    const one = new Coroutine(
      (function* (): Generator<number, void, string | undefined> {
        yield 1;
      })(),
    );
    expect(one.state).toBe('created');
    expect(() => one.send('too early')).toThrow(CoroutineError);
    expect(one.state).toBe('created');
    expect(one.send(undefined)).toBe(1);
  });

  it('dies of a throw and of close without having run', () => {
    let ran = false;
    const make = () =>
      new Coroutine(
        (function* (): Generator<number, void, undefined> {
          ran = true;
          yield 1;
        })(),
      );
    const thrown = make();
    expect(() => thrown.throw(new Expected())).toThrow(Expected);
    expect(thrown.state).toBe('closed');
    const closed = make();
    expect(closed.close()).toBeUndefined();
    expect(closed.state).toBe('closed');
    expect(ran).toBe(false);
  });
});

describe('throw', () => {
  const stubborn = coroutine(function* (): Generator<string, string, string> {
    try {
      yield 'first';
    } catch (error) {
      yield `caught ${(error as Error).message}`;
    }
    return 'end';
  });

  it('arrives at the yield, and gives what comes next', () => {
    const one = stubborn();
    expect(one.throw(new Error('it'))).toBe('caught it');
    expect(thrownBy(() => one.send('x'))).toMatchObject({ value: 'end' });
  });

  it('leaves through the caller if nobody catches it', () => {
    const one = stubborn();
    one.throw(new Error('it'));
    expect(() => one.throw(new Expected())).toThrow(Expected);
    expect(one.state).toBe('closed');
    expect(() => one.throw(new Expected())).toThrow(Expected);
  });

  it('tells a StopIteration of the body from its end (PEP 479)', () => {
    const inner = coroutine(function* (): Generator<number, void, undefined> {
      yield 1;
    });
    const outer = coroutine(function* (): Generator<number, void, undefined> {
      const one = inner();
      yield 1;
      one.send(undefined);
    })();
    const error = thrownBy(() => outer.send(undefined)) as Error;
    expect(error).toBeInstanceOf(CoroutineError);
    expect(error.cause).toBeInstanceOf(StopIteration);
    expect(outer.state).toBe('closed');
  });
});

describe('close', () => {
  it('runs finally blocks and no catch blocks, once', () => {
    const seen: string[] = [];
    const one = coroutine(function* (): Generator<number, void, undefined> {
      try {
        yield 1;
      } catch {
        seen.push('catch');
      } finally {
        seen.push('finally');
      }
    })();
    expect(one.close()).toBeUndefined();
    expect(one.close()).toBeUndefined();
    expect(seen).toEqual(['finally']);
    expect(one.state).toBe('closed');
  });

  it('gives what a finally block returns, as Python 3.13 does', () => {
    const one = coroutine(function* (): Generator<number, string, undefined> {
      try {
        yield 1;
        return 'normal';
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: that is what is tested
        return 'closed';
      }
    })();
    expect(one.close()).toBe('closed');
  });

  it('is an error if the body goes on all the same, which stays suspended then', () => {
    const one = coroutine(function* (): Generator<string, void, undefined> {
      try {
        yield 'work';
      } finally {
        yield 'more work';
      }
    })();
    expect(() => one.close()).toThrow('ignored close()');
    expect(one.state).toBe('suspended');
    expect(one.close()).toBeUndefined();
    expect(one.state).toBe('closed');
  });

  it('passes on what a finally block throws', () => {
    const one = coroutine(function* (): Generator<number, void, undefined> {
      try {
        yield 1;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: that is what is tested
        throw new Expected();
      }
    })();
    expect(() => one.close()).toThrow(Expected);
    expect(one.state).toBe('closed');
  });

  it('happens at the end of a scope with using', () => {
    let closed = false;
    {
      using one = coroutine(function* (): Generator<number, void, undefined> {
        try {
          yield 1;
        } finally {
          closed = true;
        }
      })();
      expect(one.state).toBe('suspended');
    }
    expect(closed).toBe(true);
  });
});

it('is running while its body runs, and refuses to be used by that', () => {
  const seen: unknown[] = [];
  const holder: { one?: Coroutine<number, void, undefined> } = {};
  const one = new Coroutine(
    (function* (): Generator<number, void, undefined> {
      const { one } = holder as { one: Coroutine<number, void, undefined> };
      seen.push(one.state);
      for (const use of [() => one.send(undefined), () => one.throw(new Expected()), () => one.close()]) {
        seen.push((thrownBy(use) as Error).constructor);
      }
      yield 1;
    })(),
  );
  holder.one = one;
  one.send(undefined);
  expect(seen).toEqual(['running', CoroutineError, CoroutineError, CoroutineError]);
});

describe('delegation', () => {
  it('passes sends, errors and the end through yield*, and gives the value', () => {
    const seen: unknown[] = [];
    function* inner(): Generator<string, string, string> {
      try {
        seen.push(yield 'inner 1');
        seen.push(yield 'inner 2');
      } catch (error) {
        seen.push(error);
        yield 'inner caught';
      } finally {
        seen.push('inner finally');
      }
      return 'inner end';
    }
    const outer = coroutine(function* (): Generator<string, void, string> {
      seen.push(yield* inner());
      yield* new Coroutine(inner());
    })();
    const error = new Expected();
    expect([outer.yielded, outer.send('a'), outer.throw(error), outer.send('b')]).toEqual([
      'inner 1',
      'inner 2',
      'inner caught',
      'inner 1',
    ]);
    outer.close();
    expect(seen).toEqual(['a', error, 'inner finally', 'inner end', 'inner finally']);
  });

  it('does not lose what priming has got', () => {
    const counted = coroutine(function* (): Generator<number, void, undefined> {
      yield 1;
      yield 2;
      yield 3;
    });
    expect([...counted()]).toEqual([1, 2, 3]);
    const begun = counted();
    begun.send(undefined);
    expect([...begun]).toEqual([3]);
  });
});

it('behaves like a bare generator, whatever is done to it', () => {
  const move = fc.oneof(
    fc.record({ how: fc.constant('next' as const), value: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ how: fc.constant('throw' as const), value: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ how: fc.constant('return' as const), value: fc.constant(undefined) }),
  );
  function* model(): Generator<unknown, unknown, unknown> {
    for (let i = 0; i < 6; i += 1) {
      try {
        const got = yield ['value', i];
        if (got === 7) return ['end', i];
      } catch (error) {
        if (error === 3) throw error;
        yield ['caught', error];
      } finally {
        if (i === 4) yield ['ignores the end', i];
      }
    }
    return 'end';
  }
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
      const bare = model();
      const one = coroutine(model)();
      expect(one.yielded).toEqual(bare.next().value);
      let isOver = false;
      for (const { how, value } of moves) {
        const expected = outcome(() => bare[how](value as never));
        if (how === 'return') {
          const closed = outcome(() => one.close());
          const yields = 'value' in expected && (expected.value as IteratorResult<unknown>).done === false;
          expect('error' in closed).toBe('error' in expected || (yields && !isOver));
        } else {
          const got = outcome(() => (how === 'next' ? one.send(value) : one.throw(value)));
          expect(got).toEqual(sent(expected, isOver));
        }
        isOver = one.state === 'closed';
      }
    }),
  );
});

type Outcome = { value: unknown } | { error: unknown };

function outcome(fn: () => unknown): Outcome {
  try {
    return { value: fn() };
  } catch (error) {
    return { error: error instanceof StopIteration ? ['stop', error.value] : error };
  }
}

/** What a send gives where a bare generator gives this. */
function sent(bare: Outcome, wasOver: boolean): Outcome {
  if ('error' in bare) return bare;
  const { done, value } = bare.value as IteratorResult<unknown>;
  return done ? { error: ['stop', wasOver ? undefined : value] } : { value };
}
