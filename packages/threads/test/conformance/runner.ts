/** What threads and processes have in common. After CPython's `ThreadTests` and `_TestProcess`. */
import { readFileSync } from 'node:fs';
import { Event, type Lock, select } from '@weft/atomics';
import {
  BootstrapError,
  ClosureError,
  registerErrors,
  setExceptHook,
  ThreadDiedError,
  ThreadStateError,
  type Unobserved,
} from '@weft/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { failure, type Kind } from '../support/kinds.js';
import * as tasks from '../targets/tasks.js';

/** As code that was written for Python often calls it. */
const waitFor = (event: Event) => {
  event.waitSync();
};

export function runnerSuite(kind: Kind): void {
  const { title, make } = kind;
  let unobserved: Unobserved[] = [];
  let hook: ReturnType<typeof setExceptHook>;
  beforeEach(() => {
    unobserved = [];
    hook = setExceptHook((one) => unobserved.push(one));
  });
  afterEach(() => {
    setExceptHook(hook);
    expect(unobserved).toEqual([]);
  });
  const takeUnobserved = () => unobserved.splice(0);

  describe(`a ${title} and its target`, () => {
    it('runs a self-contained function with its arguments', async () => {
      const runner = make({ target: (a: number, b: number[]) => ({ sum: a + b.length }), args: [1, [2, 3]] });
      expect(runner.start()).toBe(runner);
      expect(await runner.result).toEqual({ sum: 3 });
      expect(await runner.join()).toBe(true);
    });

    it.each([
      ['an async function', async (x: number) => (await Promise.resolve(x)) + 1],
      [
        'a function',
        function named(x: number) {
          return x + 1;
        },
      ],
      ['a method', { method: (x: number) => x + 1 }.method],
      [
        'a shorthand method',
        {
          method(x: number) {
            return x + 1;
          },
        }.method,
      ],
      [
        'an async shorthand method',
        {
          async method(x: number) {
            return x + 1;
          },
        }.method,
      ],
      [
        'a static method',
        class {
          readonly other = 1;

          static method(x: number) {
            return x + 1;
          }
        }.method,
      ],
    ])('runs %s', async (_, target) => {
      expect(await make({ target, args: [1] }).start().result).toBe(2);
    });

    it('imports in a function as the module does that made it', async () => {
      const target = async (text: string) => {
        const { hash } = await import('../targets/tasks.js');
        const { WeftError } = await import('@weft/atomics');
        return [hash(text), typeof WeftError];
      };
      expect(await make({ target, args: ['x'] }).start().result).toEqual([tasks.hash('x'), 'function']);
    });

    it('says nothing about how it imports', async () => {
      const target = async () => {
        const warnings: string[] = [];
        process.on('warning', ({ message }) => warnings.push(message));
        await import('../targets/tasks.js');
        await new Promise((resolve) => setImmediate(resolve));
        return warnings;
      };
      expect(await make({ target }).start().result).toEqual([]);
    });

    it('runs functions that are marked, exported or not, and tells those without a name apart', async () => {
      expect(await make({ target: tasks.hash, args: ['x'] }).start().result).toBe(tasks.hash('x'));
      expect(await make({ target: tasks.found, args: ['x'] }).start().result).toBe('around x');
      expect(await make({ target: tasks.nameless[1] }).start().result).toBe('two');
      expect(await make({ target: tasks.nameless[0] }).start().result).toBe('one');
    });

    it('runs what a module exports', async () => {
      const module = new URL('../targets/tasks.js', import.meta.url);
      const address = make({ target: { module, name: 'hash' }, args: ['x'] }).start();
      const relative = make({ target: { module: '../targets/tasks.js', name: 'hash' }, args: ['x'] }).start();
      const builtin = make({ target: { module: 'node:path', name: 'basename' }, args: ['/a/b'] }).start();
      expect(await address.result).toBe(tasks.hash('x'));
      expect(await relative.result).toBe(tasks.hash('x'));
      expect(await builtin.result).toBe('b');
    });

    it.each([
      ['ERR_WEFT_TARGET_NOT_FOUND', 'nothing'],
      ['ERR_WEFT_TARGET_NOT_FOUND', 'notAFunction'],
    ])('says %s for a module that has no function "%s"', async (code, name) => {
      const runner = make({ target: { module: '../targets/tasks.js', name } }).start();
      await expect(runner.join()).rejects.toMatchObject({ code, name: 'TargetNotFoundError' });
    });

    it('says so if the module does not mark the target when it is imported', async () => {
      const { target } = await import('../targets/conditional.js');
      const runner = make({ target }).start();
      await expect(runner.result).rejects.toThrow(/has not marked "target".*top level/);
    });

    it('refuses to start threads in a module that is imported for its target', async () => {
      const target = { module: '../targets/recursive.js', name: 'target' };
      const error = await failure(make({ target }).start().result);
      expect(error).toBeInstanceOf(BootstrapError);
      expect(error.message).toMatch(/isMainProgram/);
    });

    it('does nothing without a target', async () => {
      const runner = make().start();
      expect(await runner.join()).toBe(true);
      expect(await runner.result).toBe(undefined);
    });

    it('refuses what is not a target', () => {
      for (const target of [5, 'x', null] as never[])
        expect(() => make({ target }).start()).toThrow(/must be/);
      expect(() => make({ target: { module: 5 } as never }).start()).toThrow(/module/);
      expect(() => make({ args: 'x' as never })).toThrow(/args must be an array/);
    });
  });

  describe(`a ${title} and what its target uses`, () => {
    const outer = 1;
    it('names the variable, and how to fix it, when it is started', () => {
      const another = 2;
      const runner = make({
        target: function adds() {
          return outer + another;
        },
      });
      let error: unknown;
      try {
        runner.start();
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(ClosureError);
      expect(error).toMatchObject({ code: 'ERR_WEFT_CLOSURE', variables: ['outer', 'another'] });
      expect((error as Error).message).toMatch(
        /"adds" uses the variable "outer" \(and another\).*args.*import.*task\(/,
      );
      expect(runner.isAlive()).toBe(false);
    });

    it.each<[string, (...args: never[]) => unknown]>([
      ['readFileSync', () => readFileSync('x')],
      ['import.meta', () => import.meta.url],
      [
        'super',
        {
          method() {
            return super.toString();
          },
        }.method,
      ],
    ])('refuses %s', (name, target) => {
      expect(() => make({ target }).start()).toThrow(name);
    });

    it.each<[string, (...args: never[]) => unknown]>([
      ['bound functions', (() => {}).bind(null)],
      ['built-in functions', Math.max],
    ])('refuses %s', (_, target) => {
      expect(() => make({ target: target as never }).start()).toThrow(/no source/);
    });

    it('lets pass what only looks like it', async () => {
      const target = (seed: number) => {
        const { length, ...rest } = { length: 1, [`k${seed}`]: 2 };
        function inner(this: unknown, { x = seed } = {}) {
          // biome-ignore lint/complexity/noArguments: that is what is tested
          return x + arguments.length;
        }
        class Local {
          static twice = (n: number) => n * 2;
          value = inner();
        }
        for (const one of [1, 2]) if (one) continue;
        try {
          throw new Error('x');
        } catch (problem) {
          // @ts-expect-error: that is what is tested
          return [length, Object.keys(rest), new Local().value, Local.twice(2), typeof missing, `${problem}`];
        }
      };
      expect(await make({ target, args: [3] }).start().result).toEqual([
        1,
        ['k3'],
        3,
        4,
        'undefined',
        'Error: x',
      ]);
    });
  });

  describe(`a ${title} and values`, () => {
    it('carries whatever structured clone does, both ways', async () => {
      const value = {
        date: new Date(5),
        map: new Map([[1, new Set(['x'])]]),
        big: 2n,
        bytes: new Uint8Array([1, 2]),
      };
      const cyclic: unknown[] = [value];
      cyclic.push(cyclic);
      const result = (await make({ target: (x: unknown) => x, args: [cyclic] }).start().result) as unknown[];
      expect(result[0]).toEqual(value);
      expect(result[1]).toBe(result);
    });

    it('attaches shared objects at any depth, both ways', async () => {
      const event = kind.event();
      const target = (deep: { list: [Map<string, Event>] }) => {
        const there = deep.list[0].get('event');
        there?.set();
        return { there: [there] };
      };
      const runner = make({ target, args: [{ list: [new Map([['event', event]])] }] }).start();
      const { there } = (await runner.result) as { there: [Event] };
      expect(event.isSet()).toBe(true);
      expect(there[0]).toBeInstanceOf(Event);
      there[0].clear();
      expect(event.isSet()).toBe(false);
    });

    it('says which argument cannot travel', () => {
      expect(() => make({ target: () => {}, args: [1, () => {}] }).start()).toThrow(
        /args\[1\] cannot travel/,
      );
      expect(() => make({ target: () => {}, args: [Symbol('x')] }).start()).toThrow(
        /args\[0\] cannot travel/,
      );
    });

    it('says so if the result cannot travel', async () => {
      const runner = make({
        target: function gives() {
          return () => {};
        },
      }).start();
      await expect(runner.result).rejects.toMatchObject({ code: 'ERR_WEFT_RESULT', name: 'TypeError' });
      await expect(runner.join()).rejects.toThrow(/"gives" has returned cannot travel/);
    });

    it('has large arguments and results', async () => {
      const runner = make({ target: (text: string) => text + text, args: ['x'.repeat(3_000_000)] }).start();
      expect(runner.joinSync()).toBe(true);
      expect(((await runner.result) as string).length).toBe(6_000_000);
    });
  });

  describe(`a ${title} and errors`, () => {
    it('brings an error whole, with the place of the start as its last cause', async () => {
      registerErrors(tasks.AppError);
      const runner = make({ target: tasks.fail, name: 'failing' }).start();
      const error = (await failure(runner.join())) as unknown as tasks.AppError;
      expect(error).toBeInstanceOf(tasks.AppError);
      expect(error).toMatchObject({ message: 'no', status: 418, details: new Map([[1, 2n]]) });
      expect(error.stack).toMatch(/targets\/tasks/);
      expect(error.cause).toBeInstanceOf(TypeError);
      const { cause } = error.cause as TypeError;
      expect(cause).toMatchObject({ name: 'Started', message: `${title} "failing" was started here` });
      expect((cause as Error).stack).toMatch(/conformance\/runner/);
      await expect(runner.result).rejects.toBe(error);
    });

    it('keeps name, class, code and fields of errors of classes that are not known here', async () => {
      const target = () => {
        class Inner extends SyntaxError {
          readonly code = 'E_INNER';
        }
        class Outer extends Inner {
          readonly nested = new RangeError('nested');
          readonly fn = () => {};
        }
        throw new Outer('strange');
      };
      const error = await failure(make({ target }).start().result);
      expect(error).toBeInstanceOf(SyntaxError);
      expect(error.constructor.name).toBe('Outer');
      expect(error).toMatchObject({ message: 'strange', code: 'E_INNER', fn: '() => { }' });
      expect(error.nested).toBeInstanceOf(RangeError);
    });

    it('brings aggregates, DOM exceptions and what is no error at all', async () => {
      const failing = (target: () => unknown) => failure(make({ target }).start().result);
      const aggregate = await failing(() => {
        throw new AggregateError([new TypeError('a'), 5], 'both');
      });
      expect(aggregate).toBeInstanceOf(AggregateError);
      expect(aggregate.errors).toEqual([expect.any(TypeError), 5]);
      const aborted = await failing(() => AbortSignal.abort().throwIfAborted());
      expect(aborted).toMatchObject({ name: 'AbortError' });
      expect(aborted).toBeInstanceOf(DOMException);
      expect(await failing(() => Promise.reject({ plain: true }))).toEqual({ plain: true });
      expect(await failing(() => Promise.reject(undefined))).toBe(undefined);
      const cyclic = await failing(() => {
        const error = new Error('a');
        error.cause = new Error('b', { cause: error });
        throw error;
      });
      expect(cyclic.cause.cause).toBe(cyclic);
    });

    it('leads to the line of the function', async () => {
      const target = () => {
        throw new Error('here');
      };
      const error = await failure(new kind.base({ target }).start().result);
      const lines = readFileSync(new URL(import.meta.url), 'utf8').split('\n');
      const line = lines.findIndex((text) => text.includes("new Error('here')")) + 1;
      expect(error.stack).toMatch(new RegExp(`conformance/runner\\.js:${line}:`));
    });

    it('reports an error that nobody asks for, once, and goes on', async () => {
      const runner = make({ target: () => Promise.reject(new Error('unasked')), name: 'lonely' }).start();
      await until(() => unobserved.length > 0);
      expect(takeUnobserved()).toMatchObject([{ where: `${title} "lonely"`, error: { message: 'unasked' } }]);
      await expect(runner.join()).rejects.toThrow('unasked');
    });

    it.each(['join', 'joinSync', 'result'] as const)('does not report what %s tells', async (how) => {
      const runner = make({ target: () => Promise.reject(new Error('asked')) }).start();
      const asked = async () => (how === 'result' ? runner.result : runner[how]());
      await expect(asked()).rejects.toThrow('asked');
      await runner.join().catch(() => {});
    });

    it('brings an error that nobody caught, and ends', async () => {
      const target = () => {
        setTimeout(() => {
          throw new RangeError('in a timer');
        }, 1);
        return new Promise(() => setInterval(() => {}, 1000));
      };
      const runner = make({ target: target }).start();
      await expect(runner.join()).rejects.toBeInstanceOf(RangeError);
      expect(runner.isAlive()).toBe(false);
    });

    it('ends in silence by ThreadExit', async () => {
      const runner = make({ target: tasks.leave, args: [3] }).start();
      expect(await runner.join()).toBe(true);
      expect(await runner.result).toBe(undefined);
    });
  });

  describe(`a ${title} that dies`, () => {
    it.each([0, 3])('is told to have called process.exit(%i)', async (code) => {
      const runner = make({ target: (code: number) => process.exit(code), args: [code] }).start();
      const error = await failure(runner.result);
      expect(error).toBeInstanceOf(ThreadDiedError);
      expect(error).toMatchObject({ code: 'ERR_WEFT_THREAD_EXITED', reason: 'exited', exitCode: code });
      await expect(runner.join()).rejects.toBe(error);
    });

    it('is told to have had nothing left to wait for', async () => {
      const runner = make({ target: () => new Promise(() => {}) }).start();
      await expect(runner.join()).rejects.toMatchObject({ code: 'ERR_WEFT_THREAD_EXITED' });
    });

    it('is told to have run out of memory, or to have crashed of it', async () => {
      const target = () => {
        const hoard: unknown[] = [];
        for (;;) hoard.push(new Array(1e5).fill(hoard.length));
      };
      const limit = kind.title === 'thread' ? { resourceLimits: { maxOldGenerationSizeMb: 16 } } : {};
      const execArgv = kind.title === 'thread' ? undefined : ['--max-old-space-size=16'];
      const runner = make({ target: target, ...limit, execArgv }).start();
      const codes = ['ERR_WEFT_THREAD_OUT_OF_MEMORY', 'ERR_WEFT_THREAD_CRASHED'];
      const error = await failure(runner.join());
      expect(codes).toContain(error.code);
    });

    it('is reported if nobody asks', async () => {
      make({ target: () => process.exit(2), name: 'gone' }).start();
      await until(() => unobserved.length > 0);
      expect(takeUnobserved()).toMatchObject([{ where: `${title} "gone"`, error: { reason: 'exited' } }]);
    });

    it('can be terminated, busy or blocked: join succeeds, result rejects, nothing is reported', async () => {
      for (const target of [
        () => {
          for (;;);
        },
        waitFor,
      ]) {
        const runner = make({ target: target as never, args: [kind.event()] }).start();
        runner.terminate();
        expect(await runner.join()).toBe(true);
        await expect(runner.result).rejects.toMatchObject({ code: 'ERR_WEFT_THREAD_TERMINATED' });
        expect(runner.isAlive()).toBe(false);
        runner.terminate();
      }
    });
  });

  describe(`a ${title} and its state`, () => {
    it('goes from initial to started to stopped', async () => {
      const event = kind.event();
      const runner = make({ target: waitFor, args: [event] });
      expect([runner.isAlive(), runner.ident]).toEqual([false, undefined]);
      expect(String(runner)).toMatch(/initial/);
      runner.start();
      expect(runner.isAlive()).toBe(true);
      expect(String(runner)).toMatch(/started/);
      expect(await runner.join({ timeout: 5 })).toBe(false);
      expect(runner.joinSync({ timeout: 5 })).toBe(false);
      event.set();
      expect(await runner.join()).toBe(true);
      expect([runner.isAlive(), runner.joinSync()]).toEqual([false, true]);
      expect(String(runner)).toMatch(/stopped/);
    });

    it('starts once', async () => {
      const runner = make().start();
      expect(() => runner.start()).toThrow(ThreadStateError);
      await runner.join();
      expect(() => runner.start()).toThrow(/make a new/);
    });

    it('cannot be joined, ended or waited for before the start', async () => {
      const runner = make();
      await expect(runner.join()).rejects.toBeInstanceOf(ThreadStateError);
      expect(() => runner.joinSync()).toThrow(ThreadStateError);
      expect(() => runner.terminate()).toThrow(ThreadStateError);
      expect(() => runner.sentinel).toThrow(ThreadStateError);
    });

    it('is waited for by many, with a signal too', async () => {
      const event = kind.event();
      const runner = make({ target: waitFor, args: [event] }).start();
      const given = new AbortController();
      const waits = [
        ...Array.from({ length: 18 }, () => runner.join()),
        runner.join({ signal: given.signal }),
      ];
      const aborted = waits.at(-1);
      given.abort(new Error('enough'));
      await expect(aborted).rejects.toThrow('enough');
      event.set();
      expect(new Set(await Promise.all(waits.slice(0, -1)))).toEqual(new Set([true]));
      await expect(runner.join({ timeout: -1 })).rejects.toThrow(/timeout/);
    });

    it('gives its result before it has ended', async () => {
      const event = kind.event();
      const target = (event: Event) => {
        void event.wait();
        return 'early';
      };
      const runner = make({ target, args: [event] }).start();
      expect(await runner.result).toBe('early');
      expect(runner.isAlive()).toBe(true);
      event.set();
      expect(await runner.join()).toBe(true);
    });

    it('can be selected', async () => {
      const event = kind.event();
      const runner = make({ target: waitFor, args: [event] }).start();
      const never = new Event();
      const waiting = select([never, runner.sentinel]);
      event.set();
      expect(await waiting).toBe(runner.sentinel);
      expect(runner.isAlive()).toBe(false);
    });

    it('can be waited for by a thread that blocks while it prints and returns a lot', async () => {
      const target = () => {
        for (let i = 0; i < 50; i += 1) process.stdout.write('');
        return new Uint8Array(2_000_000);
      };
      const runner = make({ target }).start();
      expect(runner.joinSync({ timeout: 20_000 })).toBe(true);
      expect(((await runner.result) as Uint8Array).length).toBe(2_000_000);
    });

    it('tells a thread that blocks how it died', () => {
      const runner = make({ target: () => process.exit(7) }).start();
      expect(() => runner.joinSync()).toThrow(ThreadDiedError);
      const failing = make({ target: () => Promise.reject(new RangeError('x')) }).start();
      expect(() => failing.joinSync()).toThrow(RangeError);
    });
  });

  describe(`names and flags of a ${title}`, () => {
    it('are given, or made', () => {
      const prefix = title === 'thread' ? 'Thread' : 'Process';
      expect(make({ name: 'own' }).name).toBe('own');
      expect(make().name).toMatch(new RegExp(`^${prefix}-\\d+$`));
      expect(() => make({ name: '' })).toThrow(/name/);
      expect(() => make({ name: 5 as never })).toThrow(/name/);
    });

    it('daemon is set before the start', async () => {
      const runner = make({ daemon: true });
      expect(runner.daemon).toBe(true);
      runner.daemon = false;
      expect(make().daemon).toBe(false);
      runner.daemon = true;
      runner.start();
      expect(() => {
        runner.daemon = false;
      }).toThrow(ThreadStateError);
      expect(String(runner)).toMatch(/daemon/);
      expect(await runner.join()).toBe(true);
      expect(() => make({ daemon: 'yes' as never })).toThrow(/daemon/);
    });
  });

  it(`a ${title} keeps the environment and the options that it is given`, async () => {
    const target = () => [process.env.WEFT_TEST_WORD, process.execArgv.includes('--no-deprecation')];
    const runner = make({ target, env: { WEFT_TEST_WORD: 'hello' }, execArgv: ['--no-deprecation'] }).start();
    expect(await runner.result).toEqual(['hello', true]);
  });

  it(`a ${title} that holds a lock and dies leaves it abandoned`, async () => {
    const lock = kind.lock();
    const held = kind.event();
    const target = (lock: Lock, held: Event) => {
      lock.acquireSync();
      held.set();
      for (;;);
    };
    const runner = make({ target, args: [lock, held] }).start();
    await held.wait();
    runner.terminate();
    await expect(lock.acquire()).rejects.toMatchObject({ code: 'ERR_WEFT_OWNER_DIED' });
    lock.recover().release();
    await runner.join();
  });
}
