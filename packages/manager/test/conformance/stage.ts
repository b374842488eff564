/** Where the suites of this folder run: an instance of a backend, and clients of it. */
import type { Manager } from '@weft/manager';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** An instance of a backend that suites have to themselves. */
export interface Instance {
  /** A further client. */
  connect(): Promise<Manager>;
  stop(): Promise<void>;
}

/** A backend to run suites on. */
export interface Setting {
  readonly title: string;
  /** Whether containers keep the order of insertion. */
  readonly ordered: boolean;
  /** Whether an item that is put goes to the one who has waited longest, or to whoever is there first. Default: the former. */
  readonly handsOver?: boolean;
  start(): Promise<Instance>;
}

export interface Stage {
  /** Two clients, alive for the whole suite. */
  readonly here: Manager;
  readonly there: Manager;
  /** A further client, until the end of the test. */
  client(): Promise<Manager>;
  /** A name that nothing has. */
  name(): string;
  /** The same object as two clients see it. */
  both<O>(open: (manager: Manager, name: string) => Promise<O>): Promise<[here: O, there: O]>;
}

let names = 0;

/** To be called in a `describe`. */
export function onStage(setting: Setting): Stage {
  let instance: Instance;
  let pair: [Manager, Manager];
  const guests = new Set<Manager>();
  beforeAll(async () => {
    instance = await setting.start();
    pair = [await instance.connect(), await instance.connect()];
  });
  afterEach(async () => {
    for (const guest of guests) await guest.close();
    guests.clear();
  });
  afterAll(async () => {
    for (const manager of pair ?? []) await manager.close();
    await instance?.stop();
  });
  return {
    get here() {
      return pair[0];
    },
    get there() {
      return pair[1];
    },
    async client() {
      const guest = await instance.connect();
      guests.add(guest);
      return guest;
    },
    name() {
      names += 1;
      return `object ${names} of ${process.pid}`;
    },
    async both(open) {
      const name = this.name();
      return [await open(pair[0], name), await open(pair[1], name)];
    },
  };
}
