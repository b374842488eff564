/** Using a region from another thread. */
import {
  Condition,
  Event,
  Lock,
  type ObjectHandle,
  type Region,
  type RegionReport,
  threadIdentity,
} from '@weft/atomics';
import { MUTEX, REGION } from '../../dist/layout.js';

/** Acquires the lock with that name, which it constructs as if it were the first to do so. */
export function acquireByName(region: Region, name: string): void {
  new Lock({ in: region, name }).acquireSync();
}

/** Constructs locks and conditions with names that others construct at the same time. */
export function constructAll(region: Region, count: number): number[] {
  return Array.from({ length: count }, (_, i) => [
    placeOf(new Lock({ in: region, name: `lock ${i}` })),
    placeOf(new Condition(undefined, { in: region, name: `condition ${i}`, maxWaiters: 1 })),
  ]).flat();
}

function placeOf({ handle }: { handle: ObjectHandle }): number {
  return (handle as { at: number }).at;
}

/** Allocates and frees over and over; returns how often there was no room. */
export function churn(region: Region, rounds: number): number {
  let refused = 0;
  const mine: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (mine.length > 8 || (mine.length > 0 && round % 3 === 0)) region.free(mine.shift() as number);
    try {
      mine.push(region.allocate(8 + ((round * 40) % 120)));
    } catch (error) {
      if ((error as { code: string }).code !== 'ERR_WEFT_CAPACITY') throw error;
      refused += 1;
    }
  }
  for (const at of mine) region.free(at);
  return refused;
}

/** Sets all events in the region that have names, from this thread's own view. */
export function setEvents(region: Region): void {
  for (const name of region.names()) {
    const object = region.get(name);
    if (object instanceof Event) object.set();
  }
}

/** The names in it. */
export function namesIn(region: Region): string[] {
  return region.names();
}

/** Leaves it. */
export function closeIt(region: Region): void {
  region.close();
}

/** What this thread sees of it. */
export function report(region: Region): RegionReport {
  return region.inspect();
}

/** Who this thread is. */
export function identity(): string {
  return threadIdentity();
}

/** Leaves the allocator, which a test has put this thread in, as soon as somebody waits for it. */
export function leaveMonitorWhenAwaited(region: Region): void {
  const words = new Int32Array((region.handle as unknown as { buffer: SharedArrayBuffer }).buffer);
  while ((Atomics.load(words, REGION.MONITOR) & MUTEX.WAITERS) === 0);
  Atomics.store(words, REGION.MONITOR, 0);
  Atomics.notify(words, REGION.MONITOR);
}
