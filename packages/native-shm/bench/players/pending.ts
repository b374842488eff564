/** Has a thousand waits pending on a thousand objects, and counts the threads that this costs. */
import { readdirSync } from 'node:fs';
import { Event } from '@weft/atomics';
import type { Player } from '@weft/bench';
import { ProcessRegion } from '@weft/native-shm';

const WAITS = 1000;

function threads(): number {
  return readdirSync('/proc/self/task').length;
}

export const threadsForWaits: Player<undefined, number> = () => {
  const before = threads();
  return async () => {
    const region = ProcessRegion.anonymous({ bytes: 64 * 1024 });
    const events = Array.from({ length: WAITS }, () => new Event({ in: region }));
    const waits = events.map((event) => event.wait());
    const cost = threads() - before;
    for (const event of events) event.set();
    if ((await Promise.all(waits)).length !== WAITS) throw new Error('a wait was lost');
    region.close();
    return cost;
  };
};
