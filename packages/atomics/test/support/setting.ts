/** Where a conformance suite runs: who shares the objects, and where these live. One suite fits all settings. */
import { type ObjectOptions, Region } from '@weft/atomics';
import { afterEach, beforeEach } from 'vitest';
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

/** What a test of a suite works with: new for each test, and closed after it. */
export interface Stage {
  /** The last constructor argument of an object with that name. */
  at(name?: string): ObjectOptions;
  /** Starts an actor: somebody else who shares the objects. */
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

/** Opens the setting before each test of the calling suite and closes it after. */
export function onStage(setting: Setting): Stage {
  let world: World;
  let place: Place;
  beforeEach(() => {
    world = setting.world();
    place = setting.place();
  });
  afterEach(async () => {
    await world.close();
    place.close();
  });
  return {
    at: (name) => place.options(name),
    actor: (name) => world.actor(name),
  };
}
