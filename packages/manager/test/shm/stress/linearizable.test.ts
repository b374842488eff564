/** What concurrent clients see of a shared container can be explained by one call after the other. */
import { isDeepStrictEqual } from 'node:util';
import { Barrier } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../../atomics/dist-test/support/scale.js';
import type { Actor, World } from '../../../../atomics/dist-test/support/world.js';
import { mixedWorld } from '../../../../native-shm/dist-test/support/process-world.js';
import { ShmDict, ShmList } from '../../../dist/shm/index.js';
import { isLinearizable, type Model, type Operation } from '../../linearizability/check.js';
import type { DictInput, ListInput } from '../scenarios/histories.js';

const SEED = runSeed('histories of shared containers');
const CLIENTS = 3;
const CALLS = 7;

/** Seen from the actors of `@weft/atomics`, who look for scenarios in their own package. */
const HISTORIES = '../../../manager/dist-test/shm/scenarios/histories';

type Items = readonly (number | string)[];

const listModel: Model<Items, ListInput, unknown> = {
  initial: [],
  equal: isDeepStrictEqual,
  key: (items) => items.join(),
  apply(items, input) {
    switch (input[0]) {
      case 'append':
        return [[...items, input[1]], items.length + 1];
      case 'insert':
        return [[input[1], ...items], undefined];
      case 'pop':
        return items.length === 0 ? [items, 'ERR_WEFT_INDEX'] : [items.slice(0, -1), items.at(-1)];
      case 'at':
        return [items, items[input[1]]];
      case 'copy':
        return [items, items];
      case 'reverse':
        return [items.toReversed(), undefined];
      case 'set':
        if (input[1] >= items.length) return [items, 'ERR_WEFT_INDEX'];
        return [items.with(input[1], input[2]), undefined];
    }
  },
};

type Entries = ReadonlyMap<string, number | string>;

const dictModel: Model<Entries, DictInput, unknown> = {
  initial: new Map(),
  equal: isDeepStrictEqual,
  key: (entries) => [...entries].join(),
  apply(entries, input) {
    const changed = new Map(entries);
    switch (input[0]) {
      case 'set':
        return [changed.set(input[1], input[2]), undefined];
      case 'get':
        return [entries, entries.get(input[1])];
      case 'delete':
        return [changed, changed.delete(input[1])];
      case 'count': {
        const value = entries.get(input[1]);
        const next = typeof value === 'number' ? value + 1 : 1;
        return [changed.set(input[1], next), next];
      }
      case 'entries':
        return [entries, [...entries]];
    }
  },
};

describe('processes and threads', () => {
  let world: World;
  let actors: Actor[];
  beforeAll(async () => {
    world = mixedWorld();
    actors = await Promise.all(Array.from({ length: CLIENTS }, () => world.actor()));
  });
  afterAll(() => world.close());

  async function explain<I>(
    name: string,
    make: (region: ProcessRegion) => object,
    model: Model<never, I, unknown>,
  ): Promise<void> {
    const random = new Random(SEED);
    using region = ProcessRegion.anonymous({ bytes: 16 * 2 ** 20 });
    const barrier = new Barrier(CLIENTS, { in: region });
    for (let round = 0; round < scaled(80); round += 1) {
      const object = make(region);
      const histories = await Promise.all(
        actors.map((actor) =>
          actor.run<Operation<I, unknown>[]>(HISTORIES, name, object, barrier, random.below(1e6), CALLS),
        ),
      );
      const answer = isLinearizable(model as Model<unknown, I, unknown>, histories.flat());
      if (answer !== true) {
        expect.fail(`no order explains ${JSON.stringify(answer)}`);
      }
    }
  }

  it('see lists change call by call', () =>
    explain('useList', (region) => new ShmList({ in: region }), listModel as never));
  it('see dicts change call by call', () =>
    explain('useDict', (region) => new ShmDict({ in: region }), dictModel as never));
});
