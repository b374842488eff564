/** Where a conformance suite runs: who shares the objects, and where these live. One suite fits all settings. */
import { type ObjectOptions, Region } from '@weft/atomics';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Actor, threadWorld, type World } from './world.js';

/** Gives the objects of one test their place. */
export interface Place {
  /** The last constructor argument of an object with that name. */
  options(name?: string): ObjectOptions;
  close(): void;
}

export interface Setting {
  /** Completes "Lock, …". */
  readonly title: string;
  world(): World;
  place(): Place;
}

/** What a test of a suite works with. */
export interface Stage {
  /** The last constructor argument of an object with that name, at a place that is new for each test. */
  at(name?: string): ObjectOptions;
  /** Somebody else who shares the objects. */
  actor(name?: string): Promise<Actor>;
}

function named(name: string | undefined): ObjectOptions {
  return name === undefined ? {} : { name };
}

function privateBuffers(): Place {
  return { options: named, close() {} };
}

function oneRegion(): Place {
  const region = Region.create({ bytes: 64 * 1024 });
  return { options: (name) => ({ in: region, ...named(name) }), close: () => region.close() };
}

/** The settings of this package. Others, such as processes in a shared region, are made where they can run. */
export const threadSettings: readonly Setting[] = [
  { title: 'threads and private buffers', world: threadWorld, place: privateBuffers },
  { title: 'threads and a region', world: threadWorld, place: oneRegion },
];

/** Opens the setting for the calling suite. Actors that have come to rest when a test ends play in the next as well. */
export function onStage(setting: Setting): Stage {
  let world: World;
  let place: Place;
  let playing: Actor[] = [];
  const resting: Actor[] = [];
  beforeAll(() => {
    world = setting.world();
  });
  beforeEach(() => {
    place = setting.place();
  });
  afterEach(async () => {
    resting.push(...playing.filter((actor) => actor.resting));
    await Promise.all(playing.filter((actor) => !actor.resting).map((actor) => actor.kill()));
    playing = [];
    place.close();
  });
  afterAll(() => world.close());
  return {
    at: (name) => place.options(name),
    async actor(name = `actor ${playing.length + 1}`) {
      const actor = resting.pop() ?? (await world.actor());
      playing.push(actor);
      await actor.run('basics', 'start', name);
      return actor;
    },
  };
}
