import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type AtomicInt32, Barrier, BoundedSemaphore, type Event, Lock } from '@weft/atomics';
import {
  activeCount,
  ClosureError,
  currentThread,
  enumerate,
  isMainProgram,
  mainThread,
  Thread,
  ThreadStateError,
} from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { until } from '../../atomics/dist-test/support/until.js';
import { runnerSuite } from './conformance/runner.js';
import { threads } from './support/kinds.js';
import { runProgram } from './support/run-program.js';
import * as tasks from './targets/tasks.js';

runnerSuite(threads);

const waitFor = (event: Event) => {
  event.waitSync();
};

describe('names of threads', () => {
  it('say the number, and the target', () => {
    const [, number] = /^Thread-(\d+)$/.exec(new Thread().name) ?? [];
    expect(new Thread({ target: function work() {} }).name).toBe(`Thread-${Number(number) + 1} (work)`);
    expect(new Thread({ target: tasks.nameless[0] as () => string }).name).toBe(
      `Thread-${Number(number) + 2}`,
    );
    expect(new Thread({ target: { module: 'node:path', name: 'join' } }).name).toMatch(
      /^Thread-\d+ \(join\)$/,
    );
  });

  it('can be changed while it runs, from both sides, and are seen everywhere', async () => {
    const thread = new Thread({ target: tasks.facts, name: 'before' }).start();
    thread.name = 'changed';
    expect(enumerate().map(({ name }) => name)).toContain('changed');
    await thread.join();
    expect(thread.name).toBe('changed');
    const target = async () => {
      const { currentThread, mainThread } = await import('@weft/threads');
      currentThread().name = 'from inside';
      mainThread().name = 'renamed main';
      return new Promise((resolve) => setTimeout(resolve, 50));
    };
    const renaming = new Thread({ target }).start();
    await until(() => renaming.name === 'from inside');
    expect(mainThread().name).toBe('renamed main');
    mainThread().name = 'MainThread';
    await renaming.join();
    expect(renaming.name).toBe('from inside');
  });

  it('reach reports of deadlocks', async () => {
    const locks = [new Lock({ name: 'a' }), new Lock({ name: 'b' })] as const;
    const target = (first: Lock, second: Lock, both: Barrier) => {
      first.acquireSync();
      both.waitSync();
      try {
        second.acquireSync().release();
      } catch (error) {
        return (error as Error).message;
      } finally {
        first.release();
      }
      return undefined;
    };
    const both = new Barrier(2);
    const one = new Thread({ target, args: [locks[0], locks[1], both], name: 'Anna' }).start();
    const other = new Thread({ target, args: [locks[1], locks[0], both], name: 'Ben' }).start();
    const messages = await Promise.all([one.result, other.result]);
    expect(messages.join()).toMatch(/Anna.*Ben|Ben.*Anna/);
  });
});

describe('what threads know', () => {
  it('of the main thread', () => {
    expect(mainThread()).toBe(currentThread());
    expect(mainThread()).toMatchObject({ name: 'MainThread', daemon: false, threadId: 0 });
    expect(mainThread().isAlive()).toBe(true);
    expect(isMainProgram()).toBe(true);
    expect(String(mainThread())).toMatch(/^<Thread\(MainThread, started \d+\)>$/);
  });

  it('of themselves', async () => {
    const thread = new Thread({ target: tasks.facts, name: 'curious' }).start();
    const { ident, threadId } = thread;
    expect(await thread.result).toEqual({
      name: 'curious',
      ident,
      daemon: false,
      threadId,
      isMain: false,
      same: true,
      alive: true,
      listed: true,
      names: expect.arrayContaining(['MainThread', 'curious']),
      program: false,
      process: { name: 'MainProcess', pid: process.pid, daemon: false },
      parent: undefined,
      children: 0,
    });
    expect(ident).toBeGreaterThan(0);
    await thread.join();
    expect(thread.threadId).toBe(undefined);
    expect(thread.ident).toBe(ident);
  });

  it('of each other: enumerate and activeCount', async () => {
    const before = activeCount();
    const event = threads.event();
    const made = Array.from({ length: 5 }, () => new Thread({ target: waitFor, args: [event] }));
    expect(activeCount()).toBe(before);
    for (const thread of made) thread.start();
    expect(activeCount()).toBe(before + 5);
    for (const thread of made) expect(enumerate()).toContain(thread);
    expect(new Set(enumerate().map(({ ident }) => ident)).size).toBe(before + 5);
    expect(new Set(made.map(({ threadId }) => threadId)).size).toBe(5);
    event.set();
    await Promise.all(made.map((thread) => thread.join()));
    expect(activeCount()).toBe(before);
  });

  it('of threads that threads start', async () => {
    const thread = new Thread({ target: tasks.nest, args: [2], daemon: true, name: 'top' }).start();
    const levels = (await thread.result) as [string, boolean, number | boolean][];
    expect(levels.map(([name]) => name)).toEqual(['top', expect.any(String), expect.any(String)]);
    // The flag is inherited.
    expect(levels.every(([, daemon]) => daemon)).toBe(true);
    await thread.join();
    expect(activeCount()).toBe(1);
  });

  it('of those that end with the thread that has started them', async () => {
    const event = threads.event();
    const target = async (event: Event) => {
      const { Thread } = await import('@weft/threads');
      new Thread({ target: (e: Event) => e.waitSync(), args: [event], name: 'inner' }).start();
      for (;;);
    };
    const outer = new Thread({ target, args: [event] }).start();
    await until(() => enumerate().some(({ name }) => name === 'inner'));
    const inner = enumerate().find(({ name }) => name === 'inner');
    const joined = inner?.join();
    outer.terminate();
    await outer.join();
    expect(await joined).toBe(true);
    expect(inner?.isAlive()).toBe(false);
    expect(inner?.name).toBe('inner');
    expect(activeCount()).toBe(1);
  });

  it('of workers that something else has started', async () => {
    const code = `import('@weft/threads').then(({ currentThread, enumerate }) => {
      const { name, ident, threadId } = currentThread();
      require('node:worker_threads').parentPort.postMessage({ name, ident, threadId, count: enumerate().length });
    }); setInterval(() => {}, 1000);`;
    const worker = new Worker(code, { eval: true });
    const [facts] = await once(worker, 'message');
    expect(facts).toMatchObject({ name: `worker-${worker.threadId}`, threadId: worker.threadId, count: 2 });
    const handle = enumerate().find(({ ident }) => ident === facts.ident);
    expect(handle?.isAlive()).toBe(true);
    const joined = handle?.join();
    await worker.terminate();
    expect(await joined).toBe(true);
    expect(activeCount()).toBe(1);
  });
});

describe('joining', () => {
  it('refuses the thread itself, and the main thread', async () => {
    expect(await new Thread({ target: tasks.joinSelf }).start().result).toEqual([
      'ERR_WEFT_THREAD_STATE',
      'ERR_WEFT_THREAD_STATE',
    ]);
    await expect(currentThread().join()).rejects.toBeInstanceOf(ThreadStateError);
    expect(() => currentThread().joinSync()).toThrow(ThreadStateError);
  });

  it('works from a thread that has not started the other', async () => {
    const event = threads.event();
    const slow = new Thread({ target: waitFor, args: [event], name: 'slow' }).start();
    const target = async (event: Event) => {
      const { enumerate } = await import('@weft/threads');
      const slow = enumerate().find(({ name }) => name === 'slow');
      const answers = [await slow?.join({ timeout: 5 }), slow?.joinSync({ timeout: 5 })];
      const pending = slow?.join();
      event.set();
      return [...answers, await pending, slow?.joinSync(), slow?.isAlive()];
    };
    const joiner = new Thread({ target, args: [event] }).start();
    expect(await joiner.result).toEqual([false, false, true, true, false]);
    await Promise.all([slow.join(), joiner.join()]);
  });

  it('takes the longest time of several, not the sum', async () => {
    const order = threads.counter();
    const target = (order: AtomicInt32) => order.add(1);
    const both = [1, 2].map(() => new Thread({ target, args: [order] }).start());
    expect(await Promise.all(both.map((thread) => thread.join()))).toEqual([true, true]);
    expect(order.load()).toBe(2);
  });
});

describe('threads at work', () => {
  it.each([undefined, 0.5, 1])(
    'are never more than a semaphore lets in (stack of %s MiB)',
    async (stackSizeMb) => {
      const slots = new BoundedSemaphore(3);
      const [inside, most] = [threads.counter(), threads.counter()];
      const target = async (slots: BoundedSemaphore, inside: AtomicInt32, most: AtomicInt32) => {
        const guard = await slots.acquire();
        const now = inside.add(1) + 1;
        for (let seen = most.load(); now > seen; seen = most.load()) most.compareExchange(seen, now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside.sub(1);
        guard.release();
      };
      const limits = stackSizeMb === undefined ? {} : { resourceLimits: { stackSizeMb } };
      const all = Array.from({ length: 10 }, () =>
        new Thread({ target, args: [slots, inside, most], ...limits }).start(),
      );
      await Promise.all(all.map((thread) => thread.join()));
      expect(inside.load()).toBe(0);
      expect(most.load()).toBeLessThanOrEqual(3);
    },
  );

  it('return objects of packages that this thread has not loaded', async () => {
    const { code, stdout, stderr } = await runProgram('returned-objects');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'Queue 1\nQueue 2', stderr: '' });
  });

  it('see a flag while they are busy', async () => {
    const flag = threads.counter();
    const target = (flag: AtomicInt32) => {
      let rounds = 0;
      while (flag.load() === 0) rounds += 1;
      return rounds;
    };
    const busy = new Thread({ target, args: [flag] }).start();
    flag.store(1);
    expect(await busy.result).toBeGreaterThanOrEqual(0);
    await busy.join();
  });

  it('get what is moved to them, and move what they return', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const target = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0);
    const thread = new Thread({ target, args: [bytes], transfer: [bytes.buffer] }).start();
    expect(bytes.length).toBe(0);
    expect(await thread.result).toBe(6);
    const moving = new Thread({ target: tasks.makeBuffer, args: [1000] }).start();
    expect(((await moving.result) as Uint8Array).length).toBe(1000);
    expect(await moving.join()).toBe(true);
  });
});

describe('a subclass', () => {
  class Counting extends Thread<number> {
    readonly from: number;
    readonly event: Event;

    constructor(from: number, event: Event) {
      super({ name: 'counting' });
      this.from = from;
      this.event = event;
    }

    override run(): unknown {
      this.event.set();
      return [this.twice(), this.name, this.ident, this.isAlive(), this.daemon];
    }

    twice(): number {
      return this.from * 2;
    }
  }

  class CountingOn extends Counting {
    override twice(): number {
      return super.twice() + 1;
    }
  }

  it('runs its run, on a copy of its fields', async () => {
    const event = threads.event();
    const thread = new Counting(4, event).start();
    expect(await thread.result).toEqual([8, 'counting', thread.ident, true, false]);
    expect(event.isSet()).toBe(true);
    await thread.join();
  });

  it('of a subclass works as well', async () => {
    const event = threads.event();
    const thread = new CountingOn(4, event).start();
    expect(await thread.result).toEqual([9, 'counting', thread.ident, true, false]);
    await thread.join();
  });

  it('that is marked uses its module, and is the current thread', async () => {
    const thread = new tasks.Marked('text').start();
    expect(await thread.result).toEqual([
      'around',
      'text',
      'marked',
      true,
      true,
      '<Marked(marked, started)>',
    ]);
    await thread.join();
  });

  it('names what does not travel', () => {
    class Closed extends Thread {
      override run(): unknown {
        return tasks.hash('x');
      }
    }
    expect(() => new Closed().start()).toThrow(/"Closed" uses the variable "tasks".*static \{ task\(/);
    class Private extends Thread {
      readonly #secret = 1;

      override run(): unknown {
        return this.#secret;
      }
    }
    expect(() => new Private().start()).toThrow(ClosureError);
    expect(() => new Private().start()).toThrow(/#secret/);
    class Odd extends Thread {
      readonly callback = () => {};

      override run(): void {}
    }
    expect(() => new Odd().start()).toThrow(/a field of the Odd cannot travel/);
  });

  it('may call run by itself, in the calling thread', () => {
    expect(new Thread({ target: (x: number) => x + 1, args: [1] }).run()).toBe(2);
    expect(new Thread().run()).toBe(undefined);
  });
});
