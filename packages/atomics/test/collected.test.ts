/** Objects that nobody refers to any more, while something of theirs is still going on. */
import { Event, Lock, Region, Semaphore } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { needs } from './support/runtime.js';

/** Collects garbage until `isGone`, or fails. */
async function collectUntil(isGone: () => boolean): Promise<void> {
  const { setFlagsFromString } = globalThis.process.getBuiltinModule('node:v8');
  const { runInNewContext } = globalThis.process.getBuiltinModule('node:vm');
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 100; round += 1) {
    collect();
    if (isGone()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('nothing was collected in 100 rounds');
}

/** Something that can be seen to be collected, made at the same time as what is tested. */
function canary(): WeakRef<object> {
  return new WeakRef({});
}

describe('an object that is not referred to', needs('garbage-collection'), () => {
  it('rejects its pending wait all the same when its region is closed', async () => {
    const region = Region.create({ bytes: 1024 });
    const waits = [
      new Event({ in: region }).wait(),
      new Semaphore(0, { in: region }).acquire(),
      new Event({ in: region }).wait({ timeout: 60_000 }),
    ];
    const bird = canary();
    await collectUntil(() => bird.deref() === undefined);
    const outcomes = Promise.allSettled(waits);
    region.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_WEFT_CLOSED' } });
    }
  });

  it('is collected although it was acquired, and its lock stays as it is', async () => {
    const region = Region.create({ bytes: 1024 });
    const views = Array.from({ length: 10 }, () => new WeakRef(new Lock({ in: region, name: 'jobs' })));
    (region.get('jobs') as Lock).acquireSync();
    await collectUntil(() => views.every((view) => view.deref() === undefined));
    expect((region.get('jobs') as Lock).locked()).toBe(true);
    region.close();
  });
});
