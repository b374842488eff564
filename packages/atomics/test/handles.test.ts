/** How shared objects travel: share, attach, and instances that are posted as they are. */
import {
  AtomicBool,
  AtomicFloat64,
  AtomicInt32,
  AtomicInt64,
  AtomicUint32,
  attach,
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Latch,
  Lock,
  Region,
  RLock,
  RWLock,
  Semaphore,
  type SharedObject,
  share,
} from '@weft/atomics';
import { afterAll, describe, expect, it } from 'vitest';
import { errorWith, expectThrow } from './support/outcome.js';
import { threadWorld } from './support/world.js';

const CORRUPT = 'ERR_WEFT_CORRUPT_REGION';
const region = Region.create({ bytes: 64 * 1024 });
afterAll(() => region.close());

function oneOfEach(place: { in?: Region }): SharedObject[] {
  return [
    new Lock(place),
    new RLock(place),
    new RWLock(place),
    new Semaphore(2, place),
    new BoundedSemaphore(3, place),
    new Event(place),
    new Condition(undefined, place),
    new Condition(new Lock(place), place),
    new Barrier(2, place),
    new Latch(4, place),
    new AtomicInt32(-5, place),
    new AtomicUint32(5, place),
    new AtomicInt64(5n, place),
    new AtomicFloat64(0.5, place),
    new AtomicBool(true, place),
  ];
}

describe.each([
  ['private buffers', {}],
  ['a region', { in: region }],
])('objects in %s', (_, place) => {
  it('are their own kind again after they were posted as they are', () => {
    for (const object of oneOfEach(place)) {
      const arrived = attach<SharedObject>(structuredClone(object));
      expect(arrived.constructor).toBe(object.constructor);
      expect(arrived.handle).toEqual(object.handle);
      expect(arrived.describe()).toEqual(object.describe());
    }
  });

  it('arrive in another thread', async () => {
    const world = threadWorld();
    const actor = await world.actor();
    const objects = oneOfEach(place);
    expect(await actor.run('handles', 'kindsOf', objects)).toEqual(
      objects.map((object) => object.constructor.name),
    );
    const { port1, port2 } = new MessageChannel();
    const [lock] = objects as [Lock];
    const arrived = new Promise<{ data: unknown }>((resolve) => {
      Object.assign(port2, { onmessage: resolve });
    });
    port1.postMessage({ lock, list: [lock] });
    const { lock: twin } = attach<{ lock: Lock }>((await arrived).data);
    twin.acquireSync();
    expect(lock.locked()).toBe(true);
    port1.close();
    await world.close();
  });
});

describe('share', () => {
  it('replaces objects at any depth, and leaves the rest as it is', () => {
    const [lock, event] = [new Lock(), new Event({ in: region })];
    const date = new Date();
    const bytes = new Uint8Array(4);
    const value = {
      lock,
      list: [1, 'two', null, undefined, [event, { region }]],
      map: new Map<unknown, unknown>([
        ['lock', lock],
        [event, 'key'],
      ]),
      set: new Set([lock, 5]),
      date,
      bytes,
      symbol: 'x',
    };
    const shared = share(value) as Record<string, unknown>;
    expect(shared).toEqual({
      lock: lock.handle,
      list: [1, 'two', null, undefined, [event.handle, { region: region.handle }]],
      map: new Map<unknown, unknown>([
        ['lock', lock.handle],
        [event.handle, 'key'],
      ]),
      set: new Set([lock.handle, 5]),
      date,
      bytes,
      symbol: 'x',
    });
    expect(shared.date).toBe(date);
    expect(shared.bytes).toBe(bytes);
    // The value itself is untouched.
    expect(value.lock).toBe(lock);

    const arrived = attach<typeof value>(structuredClone(shared));
    expect(arrived.lock).toBeInstanceOf(Lock);
    expect((arrived.list[4] as [Event, { region: Region }])[0]).toBeInstanceOf(Event);
    expect((arrived.list[4] as [Event, { region: Region }])[1].region).toBe(region);
    expect(arrived.map.get('lock')).toBeInstanceOf(Lock);
    expect([...arrived.map.keys()][1]).toBeInstanceOf(Event);
    expect([...arrived.set][0]).toBeInstanceOf(Lock);
    expect(arrived.date).toEqual(date);
  });

  it('keeps what is the same the same, and cycles cycles', () => {
    const lock = new Lock();
    const value: Record<string, unknown> = { first: lock, second: lock };
    value.self = value;
    value.list = [value];
    value.map = new Map([['value', value]]);
    value.set = new Set([value]);
    const arrived = attach<typeof value>(structuredClone(share(value)));
    expect(arrived.first).toBeInstanceOf(Lock);
    expect(arrived.second).toBe(arrived.first);
    expect(arrived.self).toBe(arrived);
    expect((arrived.list as unknown[])[0]).toBe(arrived);
    expect((arrived.map as Map<string, unknown>).get('value')).toBe(arrived);
    expect((arrived.set as Set<unknown>).has(arrived)).toBe(true);
  });

  it('keeps keys that mean something to the language', () => {
    const lock = new Lock();
    const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": 2}');
    value.lock = lock;
    const arrived = attach<Record<string, unknown>>(share(value));
    expect(Object.keys(arrived)).toEqual(['__proto__', 'constructor', 'toString', 'lock']);
    expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(arrived, '__proto__')?.value).toEqual({ polluted: true });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const bare = Object.assign(Object.create(null), { lock });
    expect(attach<{ lock: Lock }>(share(bare)).lock).toBeInstanceOf(Lock);
  });

  it('passes on what has nothing to share in it', () => {
    class Point {
      x = 1;
    }
    const point = new Point();
    for (const value of [1, 'x', null, undefined, 5n, true, Symbol.iterator, point, new Error('x')]) {
      expect(share(value)).toBe(value);
      expect(attach(value)).toBe(value);
    }
    expect(attach({ '@weft': 5, handle: 'nothing' })).toEqual({ '@weft': 5, handle: 'nothing' });
  });

  it('refuses to send to a process what only threads can share', () => {
    for (const object of [...oneOfEach({}), ...oneOfEach({ in: region }), region]) {
      for (const value of [object, { deep: [new Map([['x', object]])] }]) {
        expectThrow(() => share(value, { scope: 'process' }), 'ERR_WEFT_ARGUMENT');
        expect(share(value, { scope: 'thread' })).toEqual(share(value));
      }
    }
    expect(() => share(new Latch(1), { scope: 'process' })).toThrow(/Latch.*ProcessRegion/);
    expect(share({ plain: [1] }, { scope: 'process' })).toEqual({ plain: [1] });
  });
});

describe('attach', () => {
  const handle = () => new Lock({ name: 'jobs' }).handle as unknown as Record<string, unknown>;
  const inRegion = () => new Lock({ in: region }).handle as unknown as Record<string, unknown>;

  it('gives back objects that are objects already', () => {
    const lock = new Lock();
    expect(attach(lock)).toBe(lock);
    expect(attach<{ lock: Lock }>({ lock }).lock).toBe(lock);
    expect(attach(region)).toBe(region);
  });

  const tampered: readonly [string, () => unknown][] = [
    ['no memory', () => ({ ...handle(), buffer: undefined })],
    ['memory that is not shared', () => ({ ...handle(), buffer: new ArrayBuffer(64) })],
    ['memory that is nothing', () => ({ ...handle(), buffer: new SharedArrayBuffer(64) })],
    ['memory that is too short', () => ({ ...handle(), buffer: new SharedArrayBuffer(8) })],
    ['empty memory', () => ({ ...handle(), buffer: new SharedArrayBuffer(0) })],
    ['no home', () => ({ ...handle(), home: undefined })],
    ['a home that is none', () => ({ ...handle(), home: new SharedArrayBuffer(4096) })],
    ['another version', () => ({ ...handle(), version: 99 })],
    ['no version', () => ({ ...handle(), version: undefined })],
    ['another kind', () => ({ ...handle(), '@weft': 'RLock' })],
    ['the kind of a region', () => ({ ...handle(), '@weft': 'Region', scope: 'thread' })],
    ['no region', () => ({ ...inRegion(), region: undefined })],
    ['a region that is none', () => ({ ...inRegion(), region: 5 })],
    [
      'a region without memory',
      () => ({ ...inRegion(), region: { '@weft': 'Region', version: 1, scope: 'thread' } }),
    ],
    ['a place that is none', () => ({ ...inRegion(), at: 'there' })],
    ['nothing but a mark', () => ({ '@weft': 'Lock' })],
  ];

  it.each(tampered)('refuses a handle with %s', (_, make) => {
    expectThrow(() => attach(make()), CORRUPT);
    expectThrow(() => attach({ deep: [make()] }), CORRUPT);
    expectThrow(() => attach(new Set([{ handle: make() }])), CORRUPT);
  });

  it('refuses memory whose name does not fit', () => {
    const object = new Lock({ name: 'jobs' });
    const words = new Int32Array((object.handle as unknown as { buffer: SharedArrayBuffer }).buffer);
    words[2] = (100 << 8) | 4;
    expectThrow(() => attach(object.handle), CORRUPT);
  });

  it('says what is missing for regions of processes', () => {
    const foreign = { '@weft': 'Region', version: 1, scope: 'process', name: 'x' };
    expect(() => attach(foreign)).toThrowError(errorWith('ERR_WEFT_ARGUMENT') as Error);
    expect(() => attach(foreign)).toThrow(/@weft\/native-shm/);
  });
});
