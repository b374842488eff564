import { Region } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { Process, Thread, ThreadLocal } from '@weft/threads';
import { expect, it } from 'vitest';

const visit = (local: ThreadLocal<number>) => {
  const before = [local.has(), local.get()];
  local.set(2);
  return [...before, local.get(), local.delete(), local.has()];
};

it('has a value of its own in each thread', async () => {
  const local = new ThreadLocal<number>();
  expect([local.has(), local.get()]).toEqual([false, undefined]);
  local.set(1);
  const thread = new Thread({ target: visit, args: [local] }).start();
  expect(await thread.result).toEqual([false, undefined, 2, true, false]);
  expect(local.get()).toBe(1);
});

it('is the same variable wherever it arrives', async () => {
  const local = new ThreadLocal<number>();
  const target = (one: ThreadLocal<number>, other: { local: ThreadLocal<number> }) => {
    one.set(5);
    return [other.local.get(), one];
  };
  const [seen, back] = (await new Thread({ target, args: [local, { local }] }).start().result) as [
    number,
    typeof local,
  ];
  expect(seen).toBe(5);
  back.set(6);
  expect(local.get()).toBe(6);
  expect(new ThreadLocal().get()).toBe(undefined);
});

it('makes its first value in each thread that knows how', () => {
  let made = 0;
  const local = new ThreadLocal({ initial: () => ++made });
  expect([local.get(), local.get(), made]).toEqual([1, 1, 1]);
  expect(local.delete()).toBe(true);
  expect(local.get()).toBe(2);
  expect(() => new ThreadLocal({ initial: 5 as never })).toThrow(/initial/);
  expect(() => new ThreadLocal(5 as never)).toThrow(/options/);
});

it('lives in regions too, also between processes', async () => {
  const region = Region.create({ bytes: 1024 });
  const local = new ThreadLocal<number>({ in: region, name: 'local' });
  local.set(3);
  expect((region.get('local') as ThreadLocal<number>).get()).toBe(3);
  region.close();
  const shared = ProcessRegion.anonymous({ bytes: 1024 });
  const far = new ThreadLocal<number>({ in: shared });
  far.set(4);
  expect(await new Process({ target: visit, args: [far] }).start().result).toEqual([
    false,
    undefined,
    2,
    true,
    false,
  ]);
  expect(far.get()).toBe(4);
  shared.close();
});
