import { attach, share } from '@weft/atomics';
import { type ManagedQueue, Manager, type SharedList } from '@weft/manager';
import { Pool, Process, Thread } from '@weft/threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const target = (name: string) => ({ module: new URL('./targets/tasks.js', import.meta.url), name });

describe('proxies travel', () => {
  let manager: Manager;
  beforeAll(async () => {
    manager = await Manager.start();
  });
  afterAll(() => manager.shutdown());

  it('as arguments of processes', async () => {
    const list = await manager.list([11, 22, 33]);
    const children = [1, 2, 3].map((n) =>
      new Process({ target: target('appendSquare'), args: [list, n] }).start(),
    );
    for (const child of children) {
      expect(await child.result).toBeGreaterThan(3);
      await child.join();
      expect(child.exitCode).toBe(0);
    }
    expect((await list.toArray()).sort((a, b) => a - b)).toEqual([1, 4, 9, 11, 22, 33]);
  });

  it('deep in arguments and results of threads', async () => {
    const list = await manager.list<string>();
    const thread = new Thread({ target: target('deepAppend'), args: [{ inner: [list] }] }).start();
    const { back } = (await thread.result) as { back: SharedList<string> };
    expect(back).toBe(list);
    expect(await back.toArray()).toEqual(['from far away']);
    await thread.join();
  });

  it('as arguments of functions that have not loaded the package', async () => {
    const list = await manager.list([1]);
    const child = new Process({
      target: (given: SharedList<number>) => given.append(2),
      args: [list],
    }).start();
    expect(await child.result).toBe(2);
    await child.join();
  });

  it('to the workers of pools', async () => {
    const list = await manager.list([1]);
    await using pool = new Pool(2);
    const lengths = await pool.map((given: SharedList<number>) => given.append(0), [list, list]);
    expect(lengths.sort()).toEqual([2, 3]);
  });

  it('in containers and queues, and stay shared there', async () => {
    const dict = await manager.dict<string, SharedList<number>>();
    const queue = await manager.queue<unknown>();
    const list = await manager.list([1]);
    await dict.set('given', list);
    await queue.put([list]);
    const child = new Process({ target: target('leaveList'), args: [dict, queue] }).start();
    await child.result;
    await child.join();
    expect(await list.toArray()).toEqual([1, 2, 3]);
    expect(await dict.get('returned')).toBe(list);
  });

  it('at any depth of a value, in cycles, too', async () => {
    const inner = await manager.value('inner');
    const outer: { deep: unknown; self?: unknown } = { deep: [new Map([['k', new Set([inner])]])] };
    outer.self = outer;
    const value = await manager.value<unknown>(outer);
    const copy = (await value.get()) as typeof outer;
    const [map] = copy.deep as [Map<string, Set<unknown>>];
    expect([...(map.get('k') ?? [])]).toEqual([inner]);
    expect(copy.self).toBe(copy);
  });

  it('by themselves, as what structured clone makes of them', async () => {
    const list = await manager.list([1]);
    expect(Object.keys(list)).toEqual(['handle']);
    const clone = structuredClone({ list: { handle: list.handle } });
    expect(attach<{ list: unknown }>(clone).list).toBe(list);
    expect(attach<unknown[]>(share([list]))[0]).toBe(list);
    expect(JSON.stringify(list.handle)).not.toMatch(/key/i);
  });

  it('to another client of the same server, however it has come there', async () => {
    const other = await Manager.connect(manager.address);
    const list = await manager.list([1]);
    const queue = (await other.queue({ name: 'between clients' })) as ManagedQueue<unknown>;
    const same = (await manager.queue({ name: 'between clients' })) as ManagedQueue<unknown>;
    await same.put(list);
    const arrived = (await queue.get()) as SharedList<number>;
    await arrived.append(2);
    expect(await list.toArray()).toEqual([1, 2]);
    await other.close();
  });
});
