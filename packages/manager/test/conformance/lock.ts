/** What locks of a manager do, whoever keeps them. */
import { inContext } from '@weft/atomics';
import type { ManagedLock, ManagedRLock, Manager } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting, type Stage } from './stage.js';
import { isPending, LONG } from './waits.js';

type AnyLock = ManagedLock | ManagedRLock;
type Open = (manager: Manager, name: string) => Promise<AnyLock>;

export function lockSuite(setting: Setting): void {
  describe(`lock, ${setting.title}`, () => {
    const stage = onStage(setting);
    const open: Open = (manager, name) => manager.lock({ name });
    exclusive(stage, open);

    it('may be released by anybody', async () => {
      const [here, there] = await stage.both(open);
      await here.acquire();
      await there.release();
      expect(await here.locked()).toBe(false);
      await expectReject(there.release(), 'ERR_WEFT_NOT_OWNER');
    });

    it('excludes tasks of one client', async () => {
      const [here] = await stage.both(open);
      const guard = await here.acquire();
      expect(await here.tryAcquire()).toBe(undefined);
      await inContext(async () => expect(await here.tryAcquire()).toBe(undefined));
      await guard.release();
    });

    it('is not released by a guard whose lock was released by others', async () => {
      const [here, there] = await stage.both(open);
      const old = await here.acquire();
      await there.release();
      const current = await there.acquire();
      await old.release();
      expect(await here.locked()).toBe(true);
      await current.release();
      expect(await here.locked()).toBe(false);
    });
  });
}

export function rlockSuite(setting: Setting): void {
  describe(`rlock, ${setting.title}`, () => {
    const stage = onStage(setting);
    const open: Open = (manager, name) => manager.rlock({ name });
    exclusive(stage, open);

    it('is re-entrant in a context, and free when it was released as often', async () => {
      const [here, there] = await stage.both(open);
      await here.run(async () => {
        await here.run(async () => {
          const third = await here.acquire();
          expect(await there.tryAcquire()).toBe(undefined);
          await third.release();
        });
        expect(await there.tryAcquire()).toBe(undefined);
      });
      const guard = await there.tryAcquire();
      expect(guard).toBeDefined();
      await guard?.release();
    });

    it('is released by who holds it only', async () => {
      const [here, there] = await stage.both(open);
      await here.acquire();
      await expectReject(there.release(), 'ERR_WEFT_NOT_OWNER');
      await here.release();
      await expectReject(here.release(), 'ERR_WEFT_NOT_OWNER');
    });

    it('excludes other contexts of one client', async () => {
      const [here] = await stage.both(open);
      await here.run(async () => {
        const other = await new Promise((resolve, reject) => {
          // Outside of the context that `run` has entered.
          outside(() => here.tryAcquire()).then(resolve, reject);
        });
        expect(other).toBe(undefined);
      });
    });
  });
}

/** Runs something in no context, or another one: the context of a test is the one it was registered in. */
const waitingTasks: (() => void)[] = [];
setInterval(() => {
  for (const task of waitingTasks.splice(0)) task();
}, 1).unref();

function outside<T>(task: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    waitingTasks.push(() => task().then(resolve, reject));
  });
}

/** What every lock does. */
function exclusive(stage: Stage, open: Open): void {
  it('is held by one at a time', async () => {
    const [here, there] = await stage.both(open);
    expect(await here.locked()).toBe(false);
    const guard = await here.acquire();
    expect([await here.locked(), await there.locked()]).toEqual([true, true]);
    expect(await there.tryAcquire()).toBe(undefined);
    await guard.release();
    expect(await there.locked()).toBe(false);
    const second = await there.tryAcquire();
    expect(second).toBeDefined();
    await second?.release();
  });

  it('is waited for', async () => {
    const [here, there] = await stage.both(open);
    const guard = await here.acquire();
    const waiting = there.acquire();
    expect(await isPending(waiting, () => there.locked())).toBe(true);
    await guard.release();
    await (await waiting).release();
    expect(await here.locked()).toBe(false);
  });

  it('is released once by a guard, however often it is asked to', async () => {
    const [here, there] = await stage.both(open);
    const guard = await here.acquire();
    await guard.release();
    const other = await there.acquire();
    await guard.release();
    expect(await here.locked()).toBe(true);
    await other.release();
  });

  it('is released by `using` and `await using`', async () => {
    const [here, there] = await stage.both(open);
    {
      await using _guard = await here.acquire();
      expect(await there.locked()).toBe(true);
    }
    expect(await there.locked()).toBe(false);
    {
      using _guard = await here.acquire();
    }
    expect(await here.locked()).toBe(false);
  });

  it('is held while `run` runs, and free afterwards whatever happens', async () => {
    const [here, there] = await stage.both(open);
    expect(await here.run(async () => there.locked())).toBe(true);
    expect(await here.locked()).toBe(false);
    const failing = here.run(() => {
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(new RangeError('no'));
    expect(await here.locked()).toBe(false);
    await expectReject(here.run(5 as never), 'ERR_WEFT_ARGUMENT');
  });

  it('times out, and is not taken then', async () => {
    const [here, there] = await stage.both(open);
    const guard = await here.acquire();
    await expectReject(there.acquire({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
    await expectReject(there.acquire({ timeout: 20 }), 'ERR_WEFT_TIMEOUT');
    await guard.release();
    expect(await here.locked()).toBe(false);
    const free = await there.acquire({ timeout: 0 });
    await free.release();
    for (const timeout of [-1, Number.NaN, '1']) {
      await expectReject(there.acquire({ timeout: timeout as number }), 'ERR_WEFT_ARGUMENT');
    }
    await expectReject(there.acquire(5 as never), 'ERR_WEFT_ARGUMENT');
  });

  it('is given up by a signal, and not taken then', async () => {
    const [here, there] = await stage.both(open);
    const guard = await here.acquire();
    const abort = new AbortController();
    const waiting = there.acquire({ signal: abort.signal, timeout: LONG });
    expect(await isPending(waiting, () => there.locked())).toBe(true);
    abort.abort(new RangeError('enough'));
    await expect(waiting).rejects.toThrow(new RangeError('enough'));
    await expect(there.acquire({ signal: abort.signal })).rejects.toThrow(new RangeError('enough'));
    await guard.release();
    expect(await here.locked()).toBe(false);
  });

  it('never stays with a wait that is given up while it is granted', async () => {
    const [here, there] = await stage.both(open);
    for (let round = 0; round < 50; round += 1) {
      const guard = await here.acquire();
      const abort = new AbortController();
      const waiting = there.acquire({ signal: abort.signal }).then(
        (won) => won.release(),
        (error) => expect(error).toBe(abort.signal.reason),
      );
      const released = guard.release();
      abort.abort(new RangeError('enough'));
      await Promise.all([waiting, released]);
      const free = await here.acquire({ timeout: LONG });
      await free.release();
    }
  });

  it('has numbers that grow', async () => {
    const [here, there] = await stage.both(open);
    let last = 0;
    for (let i = 0; i < 6; i += 1) {
      const guard = await (i % 2 === 0 ? here : there).acquire();
      expect(guard.fence).toBeGreaterThan(last);
      expect(guard.lost.aborted).toBe(false);
      last = guard.fence;
      await guard.release();
    }
  });

  it('excludes: nothing is lost between reading and writing', async () => {
    const [here, there] = await stage.both(open);
    const value = await stage.here.value(0);
    const add = async (lock: AnyLock) => {
      for (let i = 0; i < 15; i += 1) {
        await lock.run(async () => value.set((await value.get()) + 1));
      }
    };
    await Promise.all([add(here), add(here), add(there), add(there)]);
    expect(await value.get()).toBe(60);
  });

  describe('whose holder ends', () => {
    it('is abandoned until somebody recovers it', async () => {
      const name = stage.name();
      const here = await open(stage.here, name);
      const guest = await stage.client();
      await (await open(guest, name)).acquire();
      const waiting = here.acquire({ timeout: LONG });
      const rejected = expectReject(waiting, 'ERR_WEFT_OWNER_DIED');
      await guest.close();
      await rejected;
      await expectReject(here.acquire(), 'ERR_WEFT_OWNER_DIED');
      await expectReject(here.tryAcquire(), 'ERR_WEFT_OWNER_DIED');
      const guard = await here.recover();
      await expectReject(here.recover(), 'ERR_WEFT_NOT_OWNER');
      expect(await here.locked()).toBe(true);
      await guard.release();
      const again = await here.acquire({ timeout: 0 });
      await again.release();
    });

    it('is not abandoned if it was only waited for', async () => {
      const name = stage.name();
      const here = await open(stage.here, name);
      const guest = await stage.client();
      const guests = await open(guest, name);
      const guard = await here.acquire();
      const waiting = guests.acquire();
      expect(await isPending(waiting, () => guests.locked())).toBe(true);
      const rejected = expectReject(waiting, 'ERR_WEFT_CLOSED');
      await guest.close();
      await rejected;
      await guard.release();
      const again = await here.acquire({ timeout: LONG });
      await again.release();
    });
  });
}
