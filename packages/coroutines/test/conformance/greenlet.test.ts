// biome-ignore-all lint/correctness/useYield: bodies that end without a yield are tested too
/** What the test suite of Python's greenlet checks; each test names its row there. */
import {
  type AnyGreenlet,
  Greenlet,
  GreenletError,
  GreenletExit,
  getCurrent,
  setTracer,
} from '@weft/coroutines';
import { afterEach, describe, expect, it } from 'vitest';
import { Expected, thrownBy } from '../support/errors.js';

type Body = Generator<unknown, unknown, unknown>;

const main = getCurrent();
afterEach(() => {
  setTracer(undefined);
  expect(getCurrent()).toBe(main);
});

describe('TestGreenlet', () => {
  it('test_simple: two switches in and out interleave', () => {
    const seen: number[] = [];
    const one = new Greenlet(function* (): Body {
      seen.push(1);
      yield* main.switch();
      seen.push(3);
      return undefined;
    });
    seen.push(0);
    one.switchSync();
    seen.push(2);
    one.switchSync();
    seen.push(4);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('test_switch_no_run_raises_AttributeError, test_run_equals_None: nothing to run', () => {
    const empty = new Greenlet(undefined);
    expect(() => empty.switchSync()).toThrow(GreenletError);
    expect(empty.state).toBe('pending');
    const tries = new Greenlet(function* (): Body {
      return thrownBy(() => empty.switch());
    });
    expect(tries.switchSync()).toBeInstanceOf(GreenletError);
  });

  it('test_throw_no_run_raises_AttributeError', () => {
    expect(() => new Greenlet().throwSync(new Expected())).toThrow(GreenletError);
  });

  it('test_parent_equals_None: without one the parent is the current greenlet', () => {
    expect(new Greenlet(function* () {}, undefined).parent).toBe(main);
    const outer = new Greenlet(function* (): Body {
      return new Greenlet(function* () {});
    });
    expect(outer.switchSync<AnyGreenlet>().parent).toBe(outer);
    expect(() => new Greenlet(function* () {}, 5 as never)).toThrow('parent must be a Greenlet, got 5');
  });

  it('test_two_children: suspended and resumed independently, with dead flags', () => {
    const seen: string[] = [];
    const body = function* (name: string): Body {
      seen.push(name);
      yield* main.switch(name);
      seen.push(name);
      return name.toUpperCase();
    };
    const [one, other] = [new Greenlet(body), new Greenlet(body)];
    expect([one.switchSync('a'), other.switchSync('b')]).toEqual(['a', 'b']);
    expect([one.dead, other.dead]).toEqual([false, false]);
    expect(one.switchSync()).toBe('A');
    expect([one.dead, other.dead]).toEqual([true, false]);
    expect(other.switchSync()).toBe('B');
    expect(other.dead).toBe(true);
    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });

  it('test_switch_kwargs: several values go through as one object', () => {
    const one = new Greenlet(function* ({ a, b }: { a: number; b: number }): Body {
      return a * b;
    });
    expect(one.switchSync({ a: 4, b: 5 })).toBe(20);
  });

  it('test_running_greenlet_has_no_run: a running one is not begun again', () => {
    const one = new Greenlet(function* (value: number): Body {
      return [value, yield* getCurrent().switch(value + 1)];
    });
    expect(one.switchSync(1)).toEqual([1, 2]);
  });

  it('test_falling_off_end_switches_to_unstarted_parent: the parent is begun with the result', () => {
    const parent = new Greenlet(function* (value: string): Body {
      return `parent got ${value}`;
    });
    const child = new Greenlet(function* (): Body {
      return 'the result';
    }, parent);
    expect(child.switchSync()).toBe('parent got the result');
    expect(parent.dead).toBe(true);
  });

  it('test_falling_off_end_switches_to_unstarted_parent_raises_error: the parent cannot take it', () => {
    const parent = new Greenlet(function* ({ length }: { length: number }): Body {
      return length;
    });
    const child = new Greenlet(function* () {}, parent);
    expect(() => child.switchSync()).toThrow(TypeError);
    expect(parent.dead).toBe(true);
  });

  it('test_falling_off_end, to a parent with nothing to run: an error goes on to its parent', () => {
    const child = new Greenlet(function* () {}, new Greenlet());
    expect(() => child.switchSync()).toThrow(GreenletError);
  });

  it('hands control that goes to a dead one on to its parent, with the value or the error', () => {
    const dead = new Greenlet(function* () {});
    dead.switchSync();
    expect(dead.switchSync('value')).toBe('value');
    expect(() => dead.throwSync(new Expected())).toThrow(Expected);
    expect(dead.throwSync()).toBeInstanceOf(GreenletExit);
  });

  it('takes a million switches without a stack', () => {
    let count = 0;
    const one: AnyGreenlet = new Greenlet(function* (): Body {
      while (count < 1_000_000) yield* other.switch();
      return count;
    });
    const other: AnyGreenlet = new Greenlet(function* (): Body {
      for (;;) {
        count += 1;
        yield* one.switch();
      }
    });
    expect(one.switchSync()).toBe(1_000_000);
    expect(other.throwSync()).toBeInstanceOf(GreenletExit);
  });

  it('takes a subclass with a method run', () => {
    class Doubling extends Greenlet<number, number> {
      override *run(value: number): Generator<unknown, number, unknown> {
        return value * 2;
      }
    }
    expect(new Doubling().switchSync(21)).toBe(42);
    expect(String(new Doubling())).toBe('<Greenlet "Doubling" pending>');
  });
});

describe('TestGreenletSetParentErrors', () => {
  it('test_main_greenlet_parent_is_none', () => expect(main.parent).toBeUndefined());

  it('test_trivial_cycle, and longer ones', () => {
    const one = new Greenlet(function* () {});
    const other = new Greenlet(function* () {}, one);
    expect(() => {
      one.parent = one;
    }).toThrow(GreenletError);
    expect(() => {
      one.parent = other;
    }).toThrow(GreenletError);
    expect(one.parent).toBe(main);
  });

  it('test_trivial_cycle_main: main has no parent for good', () => {
    expect(() => {
      main.parent = new Greenlet(function* () {});
    }).toThrow(GreenletError);
  });

  it('test_cannot_delete_parent, test_cannot_delete_parent_of_main: it must be a greenlet', () => {
    for (const one of [main, new Greenlet(function* () {})]) {
      expect(() => {
        one.parent = undefined as never;
      }).toThrow('parent must be a Greenlet');
    }
  });

  it('sets another parent, which gets the value', () => {
    const seen: unknown[] = [];
    const parent = new Greenlet(function* (): Body {
      seen.push(yield* main.switch());
      return 'over';
    });
    parent.switchSync();
    const child = new Greenlet(function* (): Body {
      return 'to the new parent';
    });
    child.parent = parent;
    expect(child.switchSync()).toBe('over');
    expect(seen).toEqual(['to the new parent']);
  });
});

describe('TestRepr', () => {
  it('test_main_while_running, test_main_in_background, test_initial, test_dead', () => {
    const one = new Greenlet(function* named(): Body {
      return [String(main), String(one)];
    });
    expect(String(main)).toBe('<Greenlet "main" running>');
    expect(String(one)).toBe('<Greenlet "named" pending>');
    expect(one.switchSync()).toEqual(['<Greenlet "main" suspended>', '<Greenlet "named" running>']);
    expect(String(one)).toBe('<Greenlet "named" dead>');
  });
});

describe('TestMainGreenlet', () => {
  it('test_main_greenlet_is_greenlet', () => expect(main).toBeInstanceOf(Greenlet));
  it('switches to itself', () => expect(main.switchSync('there and back')).toBe('there and back'));
});

describe('ThrowTests', () => {
  const make = () => {
    const seen: unknown[] = [];
    const one = new Greenlet(function* (): Body {
      try {
        yield* main.switch();
      } catch (error) {
        seen.push(error);
      }
      return 'caught';
    });
    one.switchSync();
    return { one, seen };
  };

  it('test_class, test_val: an error arrives at the switch', () => {
    const { one, seen } = make();
    const error = new Expected('with a message');
    expect(one.throwSync(error)).toBe('caught');
    expect(seen).toEqual([error]);
  });

  it('test_not_throwable: anything can be thrown, as everywhere in JavaScript', () => {
    const { one, seen } = make();
    expect(one.throwSync(42)).toBe('caught');
    expect(seen).toEqual([42]);
  });

  it('throws a GreenletExit by default, which ends it quietly', () => {
    const one = new Greenlet(function* () {
      yield* main.switch();
    });
    one.switchSync();
    expect(one.throwSync()).toBeInstanceOf(GreenletExit);
    expect(one.dead).toBe(true);
  });

  it('kills one that has not begun', () => {
    let ran = false;
    const body = function* () {
      ran = true;
    };
    const one = new Greenlet(body);
    expect(() => one.throwSync(new Expected())).toThrow(Expected);
    expect(one.dead).toBe(true);
    expect(new Greenlet(body).throwSync()).toBeInstanceOf(GreenletExit);
    expect(ran).toBe(false);
  });

  it('goes to the parent if nobody catches it, from wherever it was thrown', () => {
    const seen: unknown[] = [];
    const parent = new Greenlet(function* (): Body {
      const child = new Greenlet(function* (): Body {
        throw new Expected('in the child');
      });
      try {
        yield* child.switch();
      } catch (error) {
        seen.push(error);
      }
      return child.dead;
    });
    expect(parent.switchSync()).toBe(true);
    expect(seen).toMatchObject([{ message: 'in the child' }]);
  });

  it('throws into another one from a body', () => {
    const one = new Greenlet(function* (): Body {
      try {
        yield* main.switch('ready');
      } catch (error) {
        return error;
      }
      return undefined;
    });
    one.switchSync();
    const error = new Expected();
    const other = new Greenlet(function* () {
      yield* one.throw(error);
    });
    expect(other.switchSync()).toBe(error);
    expect(other.dead).toBe(false);
  });
});

/** A generator made of greenlets: `yield_` may be called at any depth. */
class Genlet extends Greenlet<unknown, undefined> implements Iterable<unknown> {
  readonly #body: (genlet: Genlet) => Body;

  constructor(body: (genlet: Genlet) => Body) {
    super();
    this.#body = body;
  }

  override *run(): Generator<unknown, undefined, unknown> {
    yield* this.#body(this);
    return undefined;
  }

  *give(value: unknown): Body {
    if (getCurrent() !== this) throw new GreenletError('give outside of the genlet');
    return yield* (this.parent as AnyGreenlet).switch(value);
  }

  *[Symbol.iterator](): Generator<unknown> {
    for (;;) {
      const value = this.switchSync();
      if (this.dead) return;
      yield value;
    }
  }
}

describe('GeneratorTests, NestedGeneratorTests', () => {
  it('test_generator: 3 rounds of 5', () => {
    for (let round = 0; round < 3; round += 1) {
      const five = new Genlet(function* (genlet) {
        for (let i = 0; i < 5; i += 1) yield* genlet.give(i);
      });
      expect([...five]).toEqual([0, 1, 2, 3, 4]);
    }
  });

  it('test_genlet_simple, test_nested_genlets: yields from nested calls', () => {
    function* tree(genlet: Genlet, depth: number): Generator<unknown, void, unknown> {
      if (depth === 0) return;
      yield* tree(genlet, depth - 1);
      yield* genlet.give(depth);
      yield* tree(genlet, depth - 1);
    }
    expect([...new Genlet((genlet) => tree(genlet, 3))]).toEqual([1, 2, 1, 3, 1, 2, 1]);
  });

  it('test_genlet_bad: giving outside is an error', () => {
    const genlet = new Genlet(function* () {});
    expect(() => genlet.give(1).next()).toThrow(GreenletError);
  });
});

describe('TestGreenletTracing', () => {
  it('test_a_greenlet_tracing: switch and throw events with from and to', () => {
    const events: unknown[] = [];
    const one = new Greenlet(function* () {
      yield* other.switch();
    });
    const other = new Greenlet(function* (): Body {
      throw new Expected();
    });
    expect(setTracer((event, from, to) => events.push([event, from, to]))).toBeUndefined();
    expect(() => one.switchSync()).toThrow(Expected);
    expect(events).toEqual([
      ['switch', main, one],
      ['switch', one, other],
      ['throw', other, main],
    ]);
  });

  it('test_set_same_tracer_twice', () => {
    const tracer = () => undefined;
    setTracer(tracer);
    expect(setTracer(tracer)).toBe(tracer);
    expect(() => setTracer(5 as never)).toThrow('tracer must be a function');
  });

  it('survives a tracer that throws', () => {
    const one = new Greenlet(function* (): Body {
      return 'fine';
    });
    setTracer(() => {
      throw new Expected();
    });
    expect(() => one.switchSync()).toThrow(Expected);
    setTracer(undefined);
    expect(one.switchSync()).toBe('fine');
  });
});

describe('what a generator asks for', () => {
  it('a switch in plain code, and a blocking one in a body, are told apart', () => {
    const one = new Greenlet(function* (): Body {
      return thrownBy(() => main.switchSync());
    });
    expect(() => one.switch()).toThrow('use switchSync()');
    expect(one.switchSync()).toMatchObject({ code: 'ERR_WEFT_GREENLET' });
  });

  it('a switch that was not yielded is noticed', () => {
    const other = new Greenlet(function* () {});
    const one = new Greenlet(function* (): Body {
      other.switch();
      return thrownBy(() => other.switch());
    });
    expect((one.switchSync() as Error).message).toContain('write yield* before each switch');
  });

  it('anything else that is yielded is an error in the body', () => {
    const one = new Greenlet(function* (): Body {
      try {
        yield 42;
      } catch (error) {
        return error;
      }
      return undefined;
    });
    expect(one.switchSync()).toBeInstanceOf(GreenletError);
  });

  it('functions that a body calls switch as well, if they are generators', () => {
    function* helper(value: number): Generator<unknown, number, unknown> {
      return (yield* main.switch<number>(value)) + 1;
    }
    const one = new Greenlet(function* (): Body {
      return yield* helper(1);
    });
    expect(one.switchSync()).toBe(1);
    expect(one.switchSync(41)).toBe(42);
  });
});
