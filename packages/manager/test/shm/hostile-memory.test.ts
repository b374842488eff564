/**
 * Whoever can open a region can write anything into it. Whatever stands there, calls end, with a value or with an error that
 * says so. `WEFT_STRESS_SCALE=200` tries two million changed regions.
 */
import { attach, Region } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { ShmArray, ShmDict, ShmList, ShmSet, ShmValue } from '../../dist/shm/index.js';
import { BLOCK, CONTAINER, HEAP, LIST, REF, TILES } from '../../dist/shm/layout.js';
import { spaceOf, wordOf } from '../../dist/shm/memory/block.js';
import type { Room } from '../../dist/shm/room.js';
import { bufferOf, copiesOf } from './support/images.js';

const SEED = runSeed('hostile memory');

const REFUSALS =
  /^ERR_WEFT_(CORRUPT_REGION|CODEC|ARGUMENT|CAPACITY|INDEX|KEY|VALUE|OWNER_DIED|DEADLOCK|NOT_OWNER)$/;

function survives(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined || !REFUSALS.test(code)) throw error;
  }
}

/** Words of the block of an object in a region. */
const OBJECT_HEADER = 4;

/** Of a reference: as far as it can lead. */
const FURTHEST = (1 << REF.SHIFT) - 1;

const original = Region.create({ bytes: 256 * 1024, maxParticipants: 4 });

function fill(region: Region): void {
  const list = new ShmList({ in: region, name: 'list' });
  list.extendSync([1, 'a text that takes a block', { id: 1 }, null, new Date(3), 2.5, 'short']);
  list.extendSync(Array.from({ length: 1100 }, (_, i) => i));
  const dict = new ShmDict<string | number>({ in: region, name: 'dict' });
  for (let i = 0; i < 40; i += 1) dict.setSync(i % 3 === 0 ? `a long key number ${i}` : i, { value: i });
  const set = new ShmSet({ in: region, name: 'set' });
  set.updateSync(['one', 2, { three: 3 }, 'four hundred and forty-four']);
  new ShmValue({ in: region, name: 'value' }).setSync({ some: ['thing'] });
  new ShmArray({ in: region, name: 'array', type: 'int16', length: 500 }).fillSync(7);
}

fill(original);

type Call = (region: Region, random: Random) => unknown;

/** Found by their places: names may be overwritten, too. */
function objectOf<T>(region: Region, name: string): T {
  const { handle } = original.get(name) as ShmList;
  return attach<T>({ ...handle, region: region.handle });
}

const listOf = (region: Region) => objectOf<ShmList>(region, 'list');
const dictOf = (region: Region) => objectOf<ShmDict<string | number>>(region, 'dict');

/** Those that look at a few words. */
const CALLS: readonly Call[] = [
  (region, random) => listOf(region).getSync(random.below(1107)),
  (region, random) => listOf(region).setSync(random.below(1107), random.pick([1, 'x'.repeat(50), null])),
  (region) => listOf(region).appendSync({ more: true }),
  (region) => listOf(region).appendSync(4),
  (region) => listOf(region).popSync(),
  (region) => listOf(region).updateSync(2, (value) => ({ was: value })),
  (region, random) => dictOf(region).getSync(random.below(40)),
  (region, random) => dictOf(region).setSync(random.below(80), ['x'.repeat(random.below(100))]),
  (region, random) => dictOf(region).deleteSync(random.below(40)),
  (region) => dictOf(region).popitemSync(),
  (region) => dictOf(region).computeSync('a long key number 3', () => ({ other: 1 })),
  (region) => dictOf(region).clearSync(),
  (region) => objectOf<ShmSet>(region, 'set').addSync({ three: 3 }),
  (region) => objectOf<ShmSet>(region, 'set').valuesSync(),
  (region) => objectOf<ShmValue>(region, 'value').getSync(),
  (region) => objectOf<ShmValue>(region, 'value').setSync('y'.repeat(100)),
  (region) => objectOf<ShmArray<'int16'>>(region, 'array').setSync(3, 4),
];

/** Those that look at everything there is: they take a hundred times as long. */
const LONG_CALLS: readonly Call[] = [
  (region, random) => listOf(region).spliceSync(random.below(1107), random.below(5), 'new', { and: 'newer' }),
  (region) => listOf(region).toArraySync(),
  (region) => listOf(region).indexSync('no such value'),
  (region) => listOf(region).reverseSync(),
  (region) => listOf(region).sortSync((a, b) => (typeof a).length - (typeof b).length),
  (region) => listOf(region).clearSync(),
  (region) => dictOf(region).entriesSync(),
  (region) => objectOf<ShmArray<'int16'>>(region, 'array').toArraySync(),
];

/** One call in so many is a long one. */
const LONG_ONE_IN = 24;

/** Words that a mutex stands in are not changed: who makes it look taken by a living thread has others wait for that. */
function mutexWords(region: Region): Set<number> {
  const { objects } = region.inspect();
  const words = new Set<number>();
  for (const { kind, byteOffset } of objects) {
    const first = byteOffset / 4 + OBJECT_HEADER + (kind === 'ManagerHeap' ? HEAP.MONITOR : CONTAINER.MUTEX);
    for (let i = 0; i < 3; i += 1) words.add(first + i);
  }
  return words;
}

/** A word that makes trouble: small, large, a reference, the neighbour of what was there, or anything. */
function trouble(before: number, random: Random): number {
  switch (random.below(6)) {
    case 0:
      return random.below(64);
    case 1:
      return -1 - random.below(64);
    case 2:
      return (1 << 22) | random.below(9000);
    case 3:
      return before ^ (1 << random.below(32));
    case 4:
      return before + random.below(9) - 4;
    default:
      return (random.next() * 2 ** 32) | 0;
  }
}

/** Words that are made to lie: the heads of containers are a small part of the memory, but what stands there matters most. */
class Overwriting {
  readonly #spared = mutexWords(original);
  readonly #heads = original.inspect().objects.filter(({ kind }) => kind !== 'ManagerExtent');

  change(region: Region, random: Random): void {
    const words = new Int32Array(bufferOf(region));
    const { byteOffset } = random.pick(this.#heads);
    const first = byteOffset / 4;
    const word =
      first +
      (random.below(3) === 0 ? OBJECT_HEADER + random.below(120) : random.below(words.length - first));
    if (!this.#spared.has(word)) words[word] = trouble(words[word] as number, random);
  }
}

describe('a region that somebody has overwritten', () => {
  it('gives values or errors, and never hangs', async () => {
    const random = new Random(SEED);
    const copy = copiesOf(original);
    const overwriting = new Overwriting();
    for (let round = 0; round < scaled(10_000); round += 1) {
      // Whatever weak references lead to is kept until the end of a turn.
      if (round % 256 === 0) await new Promise((resolve) => setImmediate(resolve));
      using region = copy();
      for (let change = random.below(4); change >= 0; change -= 1) overwriting.change(region, random);
      for (let call = random.below(3); call >= 0; call -= 1) {
        const calls = random.below(LONG_ONE_IN) === 0 ? LONG_CALLS : CALLS;
        survives(() => random.pick(calls)(region, random));
      }
    }
  });

  it('is refused if a list says that it is longer than its memory', () => {
    using region = Region.create({ bytes: 256 * 1024 });
    const list = new ShmList({ in: region });
    list.extendSync([1, 2, 3]);
    const words = new Int32Array(bufferOf(region));
    const { at } = list.handle as unknown as { at: number };
    const length = at + OBJECT_HEADER + CONTAINER.OWN;
    expect(words[length]).toBe(3);
    for (const wrong of [-1, 100, 2 ** 30]) {
      words[length] = wrong;
      for (const call of [() => list.toArraySync(), () => list.pushSync('x'), () => list.reverseSync()]) {
        expect(call).toThrow('overwritten');
      }
    }
  });

  it('is refused if a tile is said to lie where there is no memory', () => {
    using region = Region.create({ bytes: 256 * 1024 });
    const list = new ShmList<unknown>({ in: region });
    list.extendSync([1, 'two', { three: 3 }]);
    const { room } = list as unknown as { room: Room };
    const directory = room.own(LIST.TILES + TILES.DIRECTORY);
    const words = room.extents.need(spaceOf(directory));
    const tile = wordOf(directory) + BLOCK.HEADER;
    words[tile] = (words[tile] as number) | FURTHEST;
    for (const call of [
      () => list.getSync(2),
      () => list.setSync(0, 5),
      () => list.updateSync(1, (value) => value),
      () => list.popSync(),
    ]) {
      expect(call).toThrow('overwritten');
    }
  });
});
