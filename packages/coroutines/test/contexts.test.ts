import { AsyncLocalStorage } from 'node:async_hooks';
import { Event, idle, sleep, spawn } from '@weft/coroutines';
import { describe, expect, it } from 'vitest';
import { kinds } from './support/kinds.js';

describe.each(kinds)('AsyncLocalStorage, with $name', ({ of }) => {
  it('is kept: each task has that of the code that spawned it, at every step', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const event = new Event();
    const body = of(function* (name: string) {
      seen.push([name, storage.getStore()]);
      yield* sleep(0);
      seen.push([name, storage.getStore()]);
      yield* event.wait();
      seen.push([name, storage.getStore()]);
    });
    const tasks = ['a', 'b'].map((name) => storage.run(name, () => spawn(body, name)));
    const plain = spawn(body, undefined as never);
    await idle();
    storage.run('somebody else', () => event.set());
    for (const task of [...tasks, plain]) await task.get();
    for (const [name, store] of seen as [unknown, unknown][]) expect(store).toBe(name);
    expect(seen).toHaveLength(9);
  });
});
