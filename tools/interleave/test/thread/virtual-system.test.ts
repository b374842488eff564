import { describe, expect, it } from 'vitest';
import { collections } from '../../dist/thread/collections.js';
import { UndoLog } from '../../dist/thread/undo-log.js';
import { taskOf, virtualCrypto, virtualProcess } from '../../dist/thread/virtual-system.js';

interface FileSystem {
  readlinkSync(path: string): string;
  readFileSync(path: string): string;
}

interface VirtualProcess {
  getBuiltinModule(name: 'node:fs'): FileSystem;
  getBuiltinModule(name: 'node:worker_threads'): {
    threadId: number;
    getEnvironmentData(key: string): unknown;
    setEnvironmentData(key: string, value: unknown): void;
  };
}

function processOf(
  thread: number,
  alive: readonly boolean[],
  environment: Map<string, unknown> = new Map(),
): VirtualProcess {
  return virtualProcess({ asyncHooks: {} }, thread, {
    isAlive: (other) => other < 0 || alive[other] === true,
    environment,
    register() {},
  }) as VirtualProcess;
}

describe('/proc of virtual threads', () => {
  it('tells a thread who it is, and who is alive', () => {
    const alive = [true, true];
    const fs = processOf(1, alive).getBuiltinModule('node:fs');
    const self = fs.readlinkSync('/proc/thread-self');
    expect(self).toMatch(new RegExp(`/task/${taskOf(1)}$`));
    const statOf = (thread: number) =>
      fs.readFileSync(`/proc/${self.split('/')[0]}/task/${taskOf(thread)}/stat`);
    expect(statOf(0).split(' ')[21]).toBe('100');
    alive[0] = false;
    expect(() => statOf(0)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(statOf(1)).toMatch(/ S /);
    expect(() => fs.readFileSync('/etc/passwd')).toThrow(/ENOENT/);
  });
});

describe('environment data', () => {
  it('is that of set-up for all threads, and their own from then on', () => {
    const environment = new Map<string, unknown>();
    const first = processOf(-1, [], environment).getBuiltinModule('node:worker_threads');
    first.setEnvironmentData('home', 7);
    const other = processOf(0, [], environment).getBuiltinModule('node:worker_threads');
    expect(other.getEnvironmentData('home')).toBe(7);
    other.setEnvironmentData('home', 8);
    expect(first.getEnvironmentData('home')).toBe(7);
    expect([first.threadId, other.threadId]).toEqual([0, 1]);
  });
});

describe('crypto', () => {
  it('gives each thread numbers of its own, the same each time', () => {
    const numbers = (thread: number) => [
      ...(virtualCrypto(thread) as { getRandomValues(array: Int32Array): Int32Array }).getRandomValues(
        new Int32Array(3),
      ),
    ];
    expect(numbers(0)).toEqual(numbers(0));
    expect(numbers(0)).not.toEqual(numbers(1));
  });
});

describe('collections', () => {
  it('take back what was changed, in its order', () => {
    const undo = new UndoLog();
    const {
      Map: NotingMap,
      Set: NotingSet,
      WeakMap: NotingWeakMap,
      WeakSet: NotingWeakSet,
    } = collections(undo);
    const key = {};
    const map = new NotingMap([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const set = new NotingSet([1, 2, 3]);
    const weakMap = new NotingWeakMap([[key, 1]]);
    const weakSet = new NotingWeakSet<object>();
    undo.forget();
    map.delete('a');
    map.set('b', 5);
    map.set('d', 4);
    map.clear();
    map.set('a', 9);
    set.delete(1);
    set.add(1);
    set.add(4);
    set.clear();
    weakMap.set(key, 2);
    weakMap.delete(key);
    weakSet.add(key);
    weakSet.delete(key);
    undo.takeBack();
    expect([...map]).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect([...set]).toEqual([1, 2, 3]);
    expect([weakMap.get(key), weakSet.has(key)]).toEqual([1, false]);
    expect(new Map() instanceof NotingMap).toBe(true);
  });
});
