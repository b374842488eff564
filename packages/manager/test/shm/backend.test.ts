/** What is particular to managers on shared memory. */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClosedError, Region } from '@weft/atomics';
import { Manager } from '@weft/manager';
import { ProcessRegion } from '@weft/native-shm';
import { afterAll, describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { processWorld } from '../../../native-shm/dist-test/support/process-world.js';
import { ShmDict, type ShmList, type ShmLock } from '../../dist/shm/index.js';

let regions = 0;

/** An address that nothing is at. */
function freshAddress(): string {
  regions += 1;
  return `shm://weft-backend-${process.pid}-${regions}`;
}

async function withManager(test: (manager: Manager, address: string) => Promise<void>): Promise<void> {
  const address = freshAddress();
  const manager = await Manager.connect(address);
  try {
    await test(manager, address);
  } finally {
    await manager.shutdown();
  }
}

describe('an address of shared memory', () => {
  it('leads all managers to the same objects', () =>
    withManager(async (manager, address) => {
      const list = await manager.list([1], { name: 'shared' });
      const other = await Manager.connect(address);
      await (await other.list<number>([], { name: 'shared' })).append(2);
      expect(await list.toArray()).toEqual([1, 2]);
      expect(other.address).toBe(address);
      expect(other.pid).toBe(undefined);
      await other.close();
      expect(await list.length()).toBe(2);
    }));

  it('must have a name and nothing else', async () => {
    await expectReject(Manager.connect('shm:///'), 'ERR_WEFT_ARGUMENT');
    await expectReject(Manager.connect('shm://a/b'), 'ERR_WEFT_ARGUMENT');
  });

  it('is removed with all that it has grown by: by its manager, and by the command weft-shm', async () => {
    const { host } = new URL(freshAddress());
    const belonging = () => ProcessRegion.list().filter(({ name }) => name.startsWith(host));
    for (const remove of [
      (manager: Manager) => manager.shutdown(),
      async (manager: Manager) => {
        await manager.close();
        const command = fileURLToPath(import.meta.resolve('@weft/native-shm/package.json'));
        execFileSync(process.execPath, [join(dirname(command), 'dist/command/main.js'), 'rm', host]);
      },
    ]) {
      const manager = await Manager.connect(`shm://${host}`);
      await (await manager.list<number>([])).extend(Array.from({ length: 100_000 }, (_, i) => i));
      expect(belonging().length).toBeGreaterThan(1);
      await remove(manager);
      expect(belonging()).toEqual([]);
    }
  });

  it('needs room for its heap', async () => {
    const address = freshAddress();
    await expectReject(Manager.connect(address, { bytes: 4096 }), 'ERR_WEFT_CAPACITY');
    expect(ProcessRegion.remove(new URL(address).host)).toBe(true);
  });

  it('leaves nothing behind of an object that could not be filled', () =>
    withManager(async (manager, address) => {
      const region = ProcessRegion.open(new URL(address).host);
      const objects = () => region.inspect().objects.length;
      await manager.list([1]);
      const before = objects();
      await expectReject(manager.list([() => {}]), 'ERR_WEFT_CODEC');
      await expectReject(manager.value(Symbol('no value')), 'ERR_WEFT_CODEC');
      expect(objects()).toBe(before);
    }));

  it('is gone after shutdown, with all that has grown there', async () => {
    const address = freshAddress();
    const manager = await Manager.connect(address);
    const list = await manager.list<string>();
    for (let i = 0; i < 40; i += 1) await list.append('x'.repeat(2 ** 20));
    const name = new URL(address).host;
    const named = () => ProcessRegion.list().filter((region) => region.name.startsWith(name));
    expect(named().length).toBeGreaterThan(2);
    await manager.shutdown();
    expect(named()).toEqual([]);
  });
});

describe('memory', () => {
  it('grows by segments, which other processes find', () =>
    withManager(async (manager) => {
      const list = await manager.list<string>();
      for (let i = 0; i < 40; i += 1) await list.append(String(i % 10).repeat(2 ** 20));
      const world = processWorld();
      try {
        const actor = await world.actor();
        const lengths = await actor.run<number[]>(PROGRAMS, 'lengths', list);
        expect(lengths).toEqual(new Array(40).fill(2 ** 20));
      } finally {
        await world.close();
      }
    }));

  it('holds values of up to 32 MiB, and says so of larger ones', () =>
    withManager(async (manager) => {
      const value = await manager.value(0 as unknown);
      const large = new Uint8Array(30 * 2 ** 20).fill(7);
      await value.set(large);
      expect(Buffer.compare((await value.get()) as Uint8Array, large)).toBe(0);
      await expectReject(value.set(new Uint8Array(33 * 2 ** 20)), 'ERR_WEFT_CAPACITY');
      expect(((await value.get()) as Uint8Array).length).toBe(large.length);
    }));
});

describe('calls of one object', () => {
  it('take effect in the order in which they were made, also while others have its mutex', () =>
    withManager(async (manager) => {
      const list = (await manager.list<number>()) as ShmList<number>;
      const world = processWorld();
      try {
        const actor = await world.actor();
        const rounds = actor.run(PROGRAMS, 'hammer', list);
        for (let round = 0; round < 50; round += 1) {
          await list.clear();
          const seen = await Promise.all(
            Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? list.append(-1) : list.count(-1))),
          );
          const counts = seen.filter((_, i) => i % 2 === 1);
          // Each count sees all that was appended before it, unless the other process has cleared the list.
          for (const [i, count] of counts.entries()) expect(count).toBeLessThanOrEqual(i + 1);
        }
        await actor.kill();
        await rounds.catch(() => {});
      } finally {
        await world.close();
      }
    }));
});

describe('a manager', () => {
  it('that is closed refuses calls, and its waits end', () =>
    withManager(async (manager, address) => {
      const client = await Manager.connect(address);
      const [list, queue, lock] = [
        await client.list(),
        await client.queue(),
        await client.lock({ name: 'lock' }),
      ];
      const waiting = queue.get();
      const guard = await lock.acquire();
      const { lost } = guard;
      await client.close();
      await expectReject(waiting, 'ERR_WEFT_CLOSED');
      await expectReject(list.append(1), 'ERR_WEFT_CLOSED');
      await expectReject(lock.locked(), 'ERR_WEFT_CLOSED');
      expect(lost.aborted).toBe(true);
      expect(lost.reason).toBeInstanceOf(ClosedError);
      // What it held is abandoned, as if its process had died.
      const same = await manager.lock({ name: 'lock' });
      await expectReject(same.acquire(), 'ERR_WEFT_OWNER_DIED');
      await (await same.recover()).release();
      expect(await same.locked()).toBe(false);
    }));

  it('excludes others of its thread', () =>
    withManager(async (manager, address) => {
      const other = await Manager.connect(address);
      const [mine, theirs] = [await manager.rlock({ name: 'r' }), await other.rlock({ name: 'r' })];
      const guard = await mine.acquire();
      expect(await theirs.tryAcquire()).toBe(undefined);
      await guard.release();
      const next = (await theirs.tryAcquire()) as { fence: number; release(): Promise<void> };
      expect(next.fence).toBeGreaterThan(guard.fence);
      await next.release();
      await other.close();
    }));

  it('knows names, and takes them away', () =>
    withManager(async (manager, address) => {
      await manager.list([1], { name: 'a' });
      await manager.lock({ name: 'b' });
      const other = await Manager.connect(address);
      expect(new Map([...(await other.names())].sort())).toEqual(
        new Map([
          ['a', 'list'],
          ['b', 'lock'],
        ]),
      );
      expect(await other.remove('a')).toBe(true);
      expect(await other.remove('a')).toBe(false);
      expect([...(await manager.names()).keys()]).toEqual(['b']);
      expect(await (await manager.list([2], { name: 'a' })).toArray()).toEqual([2]);
      await expectReject(manager.dict([], { name: 'b' }), 'ERR_WEFT_NAME_TAKEN');
      await other.close();
    }));

  it('has its objects inside of others, and they stay shared', () =>
    withManager(async (manager) => {
      const inner = await manager.list<number>([1]);
      const lock = await manager.lock();
      const dict = await manager.dict<string, unknown>({ inner: { deep: [inner, lock] } });
      const found = (await dict.get('inner')) as { deep: [ShmList<number>, ShmLock] };
      await found.deep[0].append(2);
      expect(await inner.toArray()).toEqual([1, 2]);
      const guard = await found.deep[1].acquire();
      expect(await lock.locked()).toBe(true);
      await guard.release();
    }));
});

describe('objects without a manager', () => {
  it('work in a region of threads', async () => {
    using region = Region.create({ bytes: 2 ** 20 });
    const dict = new ShmDict<string, number>({ in: region, name: 'stock' });
    dict.setSync('apples', 3);
    expect((region.get('stock') as ShmDict).getSync('apples')).toBe(3);
    expect(await dict.get('apples')).toBe(3);
    expect(region.inspect().objects.map(({ kind }) => kind)).toContain('ShmDict');
    expect(String(dict)).toBe('[ShmDict size=1]');
    region.close();
    expect(() => dict.getSync('apples')).toThrow(ClosedError);
  });
});

/** Seen from the actors of `@weft/atomics`, who look for scenarios in their own package. */
const PROGRAMS = '../../../manager/dist-test/shm/scenarios/programs';

afterAll(() => {
  expect(
    ProcessRegion.list().filter((region) => region.name.startsWith(`weft-backend-${process.pid}`)),
  ).toEqual([]);
});
