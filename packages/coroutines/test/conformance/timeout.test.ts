/** What gevent's suites check about Timeout; each test names its row. For both kinds of bodies. */
import { AsyncResult, Event, Queue, Semaphore, sleep, spawn, Timeout, type Wait } from '@weft/coroutines';
import { describe, expect, it } from 'vitest';
import { Expected, thrownBy } from '../support/errors.js';
import { kinds } from '../support/kinds.js';

describe.each(kinds)('Timeout in $name', ({ of }) => {
  const caught = <T>(body: () => Generator<unknown, T, unknown>) =>
    spawn(
      of(function* () {
        try {
          return yield* body();
        } catch (error) {
          return error;
        }
      }),
    ).get();

  it('TestDirectRaise test_direct_raise_class, test_direct_raise_instance: raised by hand it is not pending', () => {
    const timeout = new Timeout(10);
    expect(
      thrownBy(() => {
        throw timeout;
      }),
    ).toBe(timeout);
    expect(timeout.pending).toBe(false);
  });

  it('test_expires: fires, and may be started again', async () => {
    const timeout = new Timeout(1);
    const once = () =>
      caught(function* () {
        timeout.start();
        yield* sleep(1e6);
      });
    expect(await once()).toBe(timeout);
    expect(timeout.pending).toBe(false);
    expect(await once()).toBe(timeout);
  });

  it('test_expires_str, test_context_manager_str: a message of its own', async () => {
    const error = await caught(function* () {
      Timeout.start(1, { message: 'too slow' });
      yield* sleep(1e6);
    });
    expect(error).toMatchObject({ name: 'Timeout', message: 'too slow', code: 'ERR_WEFT_TIMEOUT' });
  });

  it('test_expires_non_exception: anything can be thrown instead', async () => {
    for (const thrown of [new Expected(), 42]) {
      const error = await caught(function* () {
        Timeout.start(1, { error: thrown });
        yield* sleep(1e6);
      });
      expect(error).toBe(thrown);
    }
  });

  it('test_context_manager: a scope raises that very timeout', async () => {
    let timeout: Timeout | undefined;
    const error = await caught(function* () {
      using scoped = Timeout.start(1);
      timeout = scoped;
      yield* sleep(1e6);
    });
    expect(error).toBe(timeout);
  });

  it('is taken back at the end of its scope', async () => {
    const result = await caught(function* () {
      {
        using timeout = Timeout.start(1);
        expect(timeout.pending).toBe(true);
        expect(() => timeout.start()).toThrow('started already');
      }
      yield* sleep(5);
      return 'went on';
    });
    expect(result).toBe('went on');
  });

  it('test_context_manager_false, test_with_timeout: a default value, an error, or the function wins', async () => {
    const slow = of(function* () {
      yield* sleep(1e6);
      return 'slow';
    });
    const fast = of(function* () {
      yield* sleep(0);
      return 'fast';
    });
    expect(await Timeout.run(1, slow, { value: undefined })).toBeUndefined();
    expect(await Timeout.run(1, slow, { value: 'default' })).toBe('default');
    await expect(Timeout.run(1, slow)).rejects.toBeInstanceOf(Timeout);
    expect(await Timeout.run(1e6, fast)).toBe('fast');
    expect(await Timeout.run(undefined, fast)).toBe('fast');
    await expect(Timeout.run(1e6, () => Promise.reject(new Expected()))).rejects.toThrow(Expected);
  });

  it('nests: the inner one does not swallow the outer one', async () => {
    const seen: string[] = [];
    const error = await caught(function* () {
      using outer = Timeout.start(5);
      try {
        yield* Timeout.run(
          1e6,
          of(function* () {
            try {
              yield* sleep(1e6);
            } finally {
              seen.push('the inner body is ended');
            }
          }),
          { value: 'swallowed' },
        );
      } catch (error) {
        return error === outer ? 'the outer one' : error;
      }
      return 'none';
    });
    expect(error).toBe('the outer one');
    await sleep(1);
    expect(seen).toEqual(['the inner body is ended']);
  });

  it('nests: the inner one leaves the outer one pending', async () => {
    const result = await caught(function* () {
      using outer = Timeout.start(1e6);
      let inner: Timeout | undefined;
      try {
        using shorter = Timeout.start(1);
        inner = shorter;
        yield* sleep(1e6);
      } catch (error) {
        return [error === inner, outer.pending];
      }
      return undefined;
    });
    expect(result).toEqual([true, true]);
  });

  it('AbstractGenericWaitTestCase test_returns_none_after_timeout: waits return false', async () => {
    const results = await caught(function* () {
      const bounds = { timeout: 1 };
      return [
        yield* new Event().wait(bounds),
        yield* new AsyncResult().wait(bounds),
        yield* new Semaphore(0).wait(bounds),
        yield* spawn(sleep, 1e6).join(bounds),
      ];
    });
    expect(results).toEqual([false, false, false, false]);
  });

  it('AbstractGenericGetTestCase test_raises_timeout_*: gets throw', async () => {
    const getters = [
      () => new Queue().get({ timeout: 1 }),
      () => new AsyncResult().get({ timeout: 1 }),
      () => new Semaphore(0).acquire({ timeout: 1 }),
      () => spawn(sleep, 1e6).get({ timeout: 1 }),
    ];
    for (const get of getters) {
      const error = await caught(function* () {
        return yield* get() as Wait<unknown>;
      });
      expect(error).toMatchObject({ name: 'TimeoutError', code: 'ERR_WEFT_TIMEOUT' });
    }
    const timeout = new Timeout(1, { error: new Expected() });
    const error = await caught(function* () {
      timeout.start();
      yield* new Queue().get();
    });
    expect(error).toBeInstanceOf(Expected);
  });
});

it('outside of tasks there is nothing to time out but a function', async () => {
  expect(() => Timeout.start(1)).toThrow('use Timeout.run');
  await expect(Timeout.run(1, () => sleep(1e6))).rejects.toBeInstanceOf(Timeout);
});
