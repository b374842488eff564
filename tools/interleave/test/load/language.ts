/** Programs of one thread that use the language in as many ways as there are, with steps in the middle of all. */
import { inspect, isDeepStrictEqual } from 'node:util';
import { type Program, program } from '@weft/interleave/program';

/** Words that a body counts in, so that the order of its steps shows. */
class Words {
  readonly array: Int32Array;
  /** Changed by what is called back by the runtime as well. */
  touched = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.array = new Int32Array(buffer);
  }

  /** A step: the next number. */
  next(): number {
    return Atomics.add(this.array, 0, 1);
  }

  get count(): number {
    return Atomics.load(this.array, 0);
  }

  set count(value: number) {
    Atomics.store(this.array, 0, value);
  }

  *numbers(most: number): Generator<number, string, unknown> {
    try {
      for (let i = 0; i < most; i += 1) yield this.next() * 10 + i;
      return `gave ${this.next()}`;
    } finally {
      this.touched += 100 + this.next();
    }
  }
}

type Body = (words: Words) => unknown;
type Alone = Program<SharedArrayBuffer, Words>;

function alone(name: string, body: Body): Alone {
  return program<SharedArrayBuffer, Words>({
    name,
    about: 'compared with the same code as it is',
    setup: () => new SharedArrayBuffer(64),
    attach: (buffer) => new Words(buffer),
    threads: [body],
    check: (words, { results }) => {
      const [expected] = results;
      const given = body(words);
      if (given instanceof Promise || isDeepStrictEqual(given, expected)) return;
      throw new Error(`gave ${inspect(given)} instead of ${inspect(expected)}`);
    },
  });
}

abstract class Shape {
  static made = 0;
  readonly #words: Words;
  protected readonly first: number;
  readonly fixed = [1, 2];

  constructor(words: Words, { extra = 5 }: { extra?: number } = {}) {
    this.#words = words;
    this.first = words.next() + extra;
    Shape.made += 1;
  }

  get words(): Words {
    return this.#words;
  }

  get #hidden(): number {
    return this.#words.next() * 1000;
  }

  area(): number {
    return this.first + this.#hidden;
  }

  static of(words: Words): Shape {
    return new Square(words, words.next());
  }

  abstract name(): string;
}

class Square extends Shape {
  #side = 3;
  readonly side: number;

  constructor(words: Words, side: number) {
    super(words, { extra: words.next() });
    this.side = side + words.next();
    this.#side += side;
  }

  override area(): number {
    return super.area() + this.#side;
  }

  name(): string {
    return `square ${this.words.next()}`;
  }

  [Symbol.toPrimitive](): string {
    return 'a square';
  }
}

class Plain extends Shape {
  name(): string {
    return 'plain';
  }
}

class Resource implements Disposable {
  readonly words: Words;
  constructor(words: Words) {
    this.words = words;
  }
  [Symbol.dispose](): void {
    this.words.touched = this.words.touched * 10 + this.words.next();
  }
}

function recursive(words: Words, depth: number): number[] {
  if (depth === 0) return [words.next()];
  return [words.next(), ...recursive(words, depth - 1), words.next()];
}

function failing(words: Words, at: number): number {
  if (words.next() === at) throw new RangeError(`at ${at}`);
  return at;
}

function finallyReturns(words: Words): unknown {
  const log: unknown[] = [];
  const inner = () => {
    try {
      try {
        log.push(words.next());
        failing(words, 1);
      } catch (error) {
        log.push((error as Error).message, words.next());
        return 'caught';
      } finally {
        log.push('finally', words.next());
      }
      return 'through';
    } finally {
      log.push(words.next());
    }
  };
  return [inner(), log];
}

let moduleCount = 0;

export const language: readonly Alone[] = [
  alone('calls in every place', (words) => {
    const add = (a: number, b = words.touched, ...rest: number[]) => a + b + rest.length;
    const pick = { by: (key: string) => ({ key, n: words.next() }) };
    return [
      add(words.next()),
      add(words.next(), words.next(), words.next(), words.next()),
      pick.by(`k${words.next()}`).n + pick.by('x').n,
      words.next() > 5 ? words.next() : -words.next(),
      words.next() && words.next(),
      words.next() === -1 || words.next(),
      [words.next(), [words.next()]],
      { [`key${words.next()}`]: words.next(), ...pick.by('y') },
    ];
  }),
  alone('classes, step by step', (words) => {
    Shape.made = 0;
    const shapes = [new Square(words, 7), new Plain(words), new Plain(words, { extra: 1 }), Shape.of(words)];
    return [
      shapes.map((shape) => shape.area()),
      shapes.map((shape) => shape.name()),
      shapes[0] instanceof Square,
      (shapes[3] as Square).side,
      Shape.made,
      `${shapes[0]}`,
      Object.keys(shapes[0] as Shape),
      (shapes[0] as object).constructor.name,
    ];
  }),
  alone('getters and setters', (words) => {
    const { count, touched } = words;
    words.count = 40;
    words.count += 2;
    const destructured = (({ count: inside }: Words) => inside)(words);
    const object = {
      get size() {
        return words.next();
      },
      at: { count: words.count },
    };
    return [
      count,
      touched,
      destructured,
      words.count++,
      words.count,
      object.size,
      object.at.count,
      object.size,
    ];
  }),
  alone('optional chains', (words) => {
    const some: { f?: () => { g(): number; h?: { n: number } }; words?: Words } = {
      f: () => ({ g: () => words.next(), h: { n: words.next() } }),
    };
    const none: typeof some = {};
    const nothing = undefined as { a: { b(): number } } | undefined;
    return [
      some.f?.().g(),
      some.f?.().h?.n,
      none.f?.().g(),
      none.f?.().h?.n,
      some.words?.count,
      nothing?.a.b(),
      some?.f?.()?.g?.(),
      (none.words ?? words).next(),
    ];
  }),
  alone('loops', (words) => {
    const log: unknown[] = [];
    outer: for (let i = words.next(); i < 6; i += 1) {
      for (const item of words.numbers(4)) {
        if (item % 2 === 1) continue;
        if (words.next() > 20) break outer;
        if (item > 30) continue outer;
        log.push(item);
      }
    }
    return [log, words.touched];
  }),
  alone('more loops', (words) => {
    const log: unknown[] = [];
    for (const [key, value] of Object.entries({ a: words.next(), b: 2 }))
      log.push(key + value + words.next());
    let left = 3;
    do left -= words.next() > 0 ? 1 : 2;
    while (left > 0);
    while (words.next() % 5 !== 0);
    switch (words.next() % 3) {
      case 0:
        log.push('zero');
        break;
      case 1:
        log.push('one', words.next());
        break;
      default:
        log.push('default', words.next());
    }
    for (const index in [words.next(), 1]) log.push(index);
    return [log, left];
  }),
  alone('generators', (words) => {
    const iterator = words.numbers(2);
    const one = iterator.next();
    const two = iterator.next();
    const three = iterator.next();
    function* twice(): Generator<number> {
      const result = yield* words.numbers(1);
      yield result.length;
      yield* [words.next(), 2];
    }
    const [first] = [...words.numbers(3)];
    const closures = [...twice()].map((n) => () => n + words.next());
    return [
      one,
      two,
      three,
      first,
      closures.map((f) => f()),
      Array.from(words.numbers(2), (n) => n + 1),
      new Set(twice()).size,
      words.touched,
    ];
  }),
  alone('exceptions', (words) => {
    const log: unknown[] = [finallyReturns(words)];
    for (let at = 3; at < 9; at += 1) {
      try {
        log.push(failing(words, 6));
      } catch (error) {
        log.push((error as Error).name, words.next());
      } finally {
        log.push('f', words.next());
      }
    }
    return log;
  }),
  alone('callbacks of arrays', (words) => {
    const list = [3, 1, 2].map((n) => n * 10 + words.next());
    return [
      list,
      list.filter((n) => n + words.next() > 15),
      list.some((n) => n === words.next()),
      list.every((n) => n > words.next()),
      list.find((n) => n > 20 + words.next()),
      list.findIndex((n) => n + words.next() > 100),
      list.flatMap((n) => [n, words.next()]),
      list.reduce((sum, n) => sum + n * words.next(), 0),
      list.reduce((sum, n) => sum + n),
      [...list].sort((a, b) => a - b + 0 * words.count),
      ['b', 'a', 'c'].sort(),
      Array.from({ length: 3 }, (_, i) => i + words.next()),
      // biome-ignore lint/complexity/noForEach: it is one of them
      list.forEach((n) => {
        words.touched += n + words.next();
      }),
      words.touched,
    ];
  }),
  alone('closures and their variables', (words) => {
    let total = 0;
    const adders: (() => number)[] = [];
    for (let i = 0; i < 3; i += 1) adders.push(() => (total += i + words.next()));
    const counter = (() => {
      let inside = words.next();
      return { up: () => (inside += words.next()), read: () => inside };
    })();
    counter.up();
    function hoisted(): number {
      const before = moduleCount;
      moduleCount += words.next();
      return moduleCount - before + later() + total;
    }
    const later = () => words.next();
    const self = {
      n: 4,
      arrow() {
        return [1].map(() => this.n + words.next())[0];
      },
    };
    return [
      adders.map((f) => f()),
      total,
      counter.read(),
      hoisted(),
      self.arrow(),
      later.call(null),
      later.apply(null, []),
    ];
  }),
  alone('disposal', (words) => {
    const inside = () => {
      using one = new Resource(words);
      using two = new Resource(words);
      return one.words.next() + two.words.next();
    };
    const results: unknown[] = [inside(), words.touched];
    try {
      using three = new Resource(words);
      throw new Error(String(three.words.next()));
    } catch (error) {
      results.push((error as Error).message, words.touched);
    }
    return results;
  }),
  alone('elements of arrays', (words) => {
    const { array } = words;
    const bytes = new Uint8Array(array.buffer);
    const wide = new BigInt64Array(array.buffer, 32, 2);
    const own = new Int32Array(4);
    const key = words.next() > 0 ? 'no such member' : 1;
    const missing = [array[99], (array as unknown as Record<string, unknown>)[key]];
    const view = new DataView(array.buffer, 48, 12);
    view.setInt16(2, 500, true);
    view.setFloat64(4, view.getInt16(2, true) / 8);
    array[1] = 5;
    array[1] += words.next();
    const old = array[1]++;
    const fresh = --array[1];
    array[2] ||= 9;
    array.set([7, 8], 3);
    own.set(array.subarray(1, 4));
    own[words.next()] = array[3] as number;
    bytes.fill(1, 20, 22);
    array.copyWithin(6, 3, 5);
    wide[1] = 5n;
    Atomics.add(wide, 1, 3n);
    return [
      old,
      fresh,
      [...array.slice(0, 8)],
      [...own],
      bytes[20],
      view.getFloat64(4),
      missing,
      view.getUint8(2),
      String(wide[1]),
      own.indexOf(7),
    ];
  }),
  alone('methods of that name elsewhere', (words) => {
    class Caller {
      call(n: number): number {
        return words.next() * n;
      }
      apply(): number {
        return words.next();
      }
      push(n: number): number {
        return n + words.next();
      }
      map(f: (n: number) => number): number {
        return f(words.next());
      }
      set(): number {
        return words.next();
      }
    }
    const caller = new Caller();
    const list = [1];
    list.push(words.next());
    return [
      caller.call(3),
      caller.apply(),
      caller.push(2),
      caller.map((n) => n * 2),
      caller.set(),
      list,
      Math.max(...list),
    ];
  }),
  alone('recursion', (words) => recursive(words, 5)),
];

export const asynchronous: readonly Alone[] = [
  alone('order of jobs', async (words) => {
    const log: unknown[] = [];
    const note = (what: unknown) => log.push(what, words.next());
    queueMicrotask(() => note('job'));
    setTimeout(() => note('timer'), 0);
    const one = (async () => {
      note('begun');
      await null;
      note('after one');
      await Promise.resolve().then(() => note('then'));
      note('after two');
      return 'one';
    })();
    void Promise.resolve(1)
      .then((n) => note(n))
      .finally(() => note('finally'))
      .then(note);
    Promise.reject(new Error('no')).catch((error) => note(error.message));
    note('sync');
    note(await one);
    await new Promise<void>((resolve) => setTimeout(resolve, 5));
    return log;
  }),
  alone('promises together', async (words) => {
    const later = (value: unknown, ms: number) =>
      new Promise((resolve) => setTimeout(() => resolve([value, words.next()]), ms));
    const fail = (ms: number) =>
      later('x', ms).then(() => Promise.reject(new Error(`failed ${words.next()}`)));
    const { promise, resolve } = Promise.withResolvers<number>();
    queueMicrotask(() => resolve(words.next()));
    return [
      await Promise.all([later('a', 3), later('b', 1), words.next()]),
      await Promise.allSettled([later('c', 2), fail(1)]).then((all) => all.map(({ status }) => status)),
      await Promise.race([later('d', 4), later('e', 2)]),
      await Promise.any([fail(1), later('f', 3)]),
      await promise,
      await Promise.all([fail(1), later('g', 2)]).catch((error: Error) => error.message),
      // biome-ignore lint/suspicious/noThenProperty: what else can be awaited
      await { then: (done: (n: number) => void) => done(words.next()) },
    ];
  }),
  alone('asynchronous generators', async (words) => {
    async function* items(): AsyncGenerator<unknown, void, undefined> {
      try {
        yield words.next();
        await null;
        yield Promise.resolve('awaited');
        for (const n of words.numbers(2)) yield n;
      } finally {
        words.touched += words.next();
      }
    }
    const log: unknown[] = [];
    for await (const item of items()) log.push(item);
    for await (const item of items()) {
      log.push(item);
      if (log.length > 6) break;
    }
    for await (const item of [Promise.resolve(1), 2]) log.push(item, words.next());
    const iterator = items();
    log.push(await iterator.next(), await iterator.next());
    await iterator.return(undefined);
    log.push(await iterator.next(), words.touched);
    return log;
  }),
  alone('errors in async functions', async (words) => {
    const log: unknown[] = [];
    const fail = async (n: number) => {
      if (words.next() > n) throw new Error(`over ${n}`);
      return n;
    };
    for (let n = 0; n < 6; n += 2) {
      try {
        log.push(await fail(n));
      } catch (error) {
        log.push((error as Error).message);
      } finally {
        log.push(await fail(100));
      }
    }
    return log;
  }),
  alone('signals', async (words) => {
    const log: unknown[] = [];
    const controller = new AbortController();
    const { signal } = controller;
    signal.addEventListener('abort', () => log.push('listener', words.next()), { once: true });
    const any = AbortSignal.any([signal, new AbortController().signal]);
    any.onabort = () => log.push('any', words.next());
    controller.abort('reason');
    controller.abort('again');
    log.push(signal.aborted, signal.reason, any.aborted);
    try {
      any.throwIfAborted();
    } catch (error) {
      log.push(error);
    }
    const timed = AbortSignal.timeout(2);
    await new Promise((resolve) => timed.addEventListener('abort', resolve));
    log.push((timed.reason as Error).name, (AbortSignal.abort().reason as Error).name);
    return log;
  }),
];

export const unheard: Alone = alone('a rejection that nobody hears of', async (words) => {
  void Promise.reject(new Error('nobody hears this'));
  await null;
  return words.next();
});
