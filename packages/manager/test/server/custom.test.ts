import { Manager, ManagerServer } from '@weft/manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectReject, expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { Counter, type Derived, makeStore } from './targets/counter.js';

const counterModule = (name: string) => ({ module: new URL('./targets/counter.js', import.meta.url), name });
const tasksModule = (name: string) => ({ module: new URL('./targets/tasks.js', import.meta.url), name });

describe('registered types', () => {
  let manager: Manager;
  beforeAll(async () => {
    manager = await Manager.start();
  });
  afterAll(() => manager.shutdown());

  it('are made and called in the server', async () => {
    const counter = await manager.register<typeof Counter>('counter', counterModule('Counter'));
    const visits = await counter(10);
    expect(await visits.increment()).toBe(11);
    expect(await Promise.all([visits.increment(2), visits.increment(2)])).toEqual([13, 15]);
    expect(await visits.later(new Map([[1, 2n]]))).toEqual({
      value: new Map([[1, 2n]]),
      at: new Date(0),
      count: 15,
    });
    expect(visits.kind).toBe('counter');
  });

  it('throw what they throw', async () => {
    const counter = await manager.register<typeof Counter>('counter', counterModule('Counter'));
    const visits = await counter();
    await expect(visits.fail()).rejects.toThrow(TypeError);
    await expect(visits.fail()).rejects.toMatchObject({ message: 'as it was asked to' });
    await expect(visits.failWithCode()).rejects.toMatchObject({ code: 'ENOENT', message: 'no such thing' });
    await expect(counter(-1)).rejects.toThrow(RangeError);
    await expectReject(visits.unsendable(), 'ERR_WEFT_CODEC');
    expect(await visits.increment()).toBe(1);
  });

  it('expose what they are to expose, and nothing of the language', async () => {
    const derived = await manager.register<typeof Derived>('derived', counterModule('Derived'));
    const object = (await derived()) as never as Record<string, unknown>;
    expect(Object.getOwnPropertyNames(object).sort()).toEqual(
      ['fail', 'failWithCode', 'handle', 'increment', 'later', 'own', 'twin', 'unsendable'].sort(),
    );
    const few = await manager.register<typeof Counter>('few', counterModule('Counter'), {
      exposed: ['increment', 'constructor', '_private', 'nothing'],
    });
    expect(Object.getOwnPropertyNames(await few()).sort()).toEqual(['_private', 'handle', 'increment']);
  });

  it('can give objects that stay in the server', async () => {
    await manager.register('counter', counterModule('Counter'));
    const twins = await manager.register<typeof Counter>('twins', counterModule('Counter'), {
      methodToTypeid: { twin: 'counter' },
    });
    const one = await twins(5);
    const other = await one.twin();
    expect(await (other as never as typeof one).increment()).toBe(6);
    expect(await one.increment()).toBe(6);
    expect((other as never as typeof one).kind).toBe('counter');
  });

  it('can be made by factories', async () => {
    const store = await manager.register<typeof makeStore>('store', counterModule('makeStore'));
    const values = await store();
    await values.put('a', { deep: [1] });
    expect(await values.get('a')).toEqual({ deep: [1] });
  });

  it('must be known', async () => {
    const unknown = await manager.register<typeof Counter>('unknown');
    await expectReject(unknown(), 'ERR_WEFT_NOT_EXPOSED');
    await expectReject(manager.register('wrong', counterModule('Missing')), 'ERR_WEFT_ARGUMENT');
    await expectReject(manager.register('wrong', { module: 5 } as never), 'ERR_WEFT_ARGUMENT');
    const client = await Manager.connect(manager.address);
    await expectReject(client.register('counter', counterModule('Counter')), 'ERR_WEFT_UNSUPPORTED');
    await client.close();
  });

  it('are classes themselves where the server runs in this process', async () => {
    await using server = new ManagerServer().register('counter', Counter).register('store', makeStore);
    const client = await Manager.connect(await server.serve());
    const counter = await client.register<typeof Counter>('counter');
    expect(await (await counter(1)).increment()).toBe(2);
    await client.close();
    expectThrow(() => server.register('x', 5 as never), 'ERR_WEFT_ARGUMENT');
  });
});

describe('pools of a server', () => {
  let manager: Manager;
  beforeAll(async () => {
    manager = await Manager.start();
    for (const name of ['square', 'add', 'fail', 'waitForEver']) {
      await manager.registerTask(name, tasksModule(name));
    }
  });
  afterAll(() => manager.shutdown());

  it('run registered functions', async () => {
    const pool = await manager.pool(2);
    expect(pool.size).toBe(2);
    expect(await pool.apply('square', [3])).toBe(9);
    expect(await pool.map('square', [1, 2, 3])).toEqual([1, 4, 9]);
    expect(
      await pool.starmap('add', [
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([3, 7]);
    await expect(pool.apply('fail', ['no'])).rejects.toThrow(new RangeError('no'));
    await expectReject(pool.apply('process.exit', [1]), 'ERR_WEFT_NOT_EXPOSED');
    await expectReject(pool.apply('waitForEver', [], { timeout: 50 }), 'ERR_WEFT_TIMEOUT');
    await pool.shutdown();
    await expectReject(pool.apply('square', [3]), 'ERR_WEFT_POOL_STATE');
    // One of its workers would wait for ever.
    await expectReject(pool.join({ timeout: 10 }), 'ERR_WEFT_TIMEOUT');
    await pool.terminate();
    await pool.join();
  });

  it('give tasks up', async () => {
    const pool = await manager.pool(1);
    const abort = new AbortController();
    const given = pool.apply('waitForEver', [], { signal: abort.signal });
    const pending = pool.apply('waitForEver');
    abort.abort(new RangeError('enough'));
    await expect(given).rejects.toThrow(new RangeError('enough'));
    const rejected = expectReject(pending, 'ERR_WEFT_POOL_TERMINATED');
    await pool.terminate();
    await rejected;
  });
});
