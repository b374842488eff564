/** Two threads and a lock, in memory of threads and in memory of processes; the first thread may die with the lock. */
import { attach, Event, Lock, Region } from '@weft/atomics';
import { makeProcessRegion } from '@weft/interleave/process';
import { type Program, program } from '@weft/interleave/program';

interface Shared {
  readonly lock: Lock;
  readonly event: Event;
}

function between(name: string, makeRegion: () => Region): Program<Shared, Shared> {
  return program<Shared, Shared>({
    name,
    about: 'who waits for a dead owner is told',
    setup() {
      const region = makeRegion();
      return { lock: new Lock({ in: region, name: 'held' }), event: new Event({ in: region }) };
    },
    attach: (shared) => attach<Shared>(shared),
    threads: [
      ({ lock }) => {
        lock.acquireSync();
        lock.release();
      },
      ({ lock }) => {
        try {
          lock.acquireSync();
          return 'acquired';
        } catch (error) {
          lock.recover().release();
          return (error as Error).name;
        }
      },
      async ({ lock, event }) => [
        await event.wait({ timeout: 5 }),
        await lock.acquire({ timeout: 200 }).then(
          () => 'acquired',
          (error: Error) => error.name,
        ),
      ],
    ],
  });
}

export const deaths: readonly Program<Shared, Shared>[] = [
  between('threads', () => Region.create({ bytes: 512 })),
  between('processes', () => makeProcessRegion({ bytes: 512 })),
];
