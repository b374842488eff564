/** Meeting at barriers. */
import { type AtomicInt32, Barrier, type Region } from '@weft/atomics';
import { exit } from './basics.js';

/** Passes `rounds` times; returns how often it went on although not all had arrived. */
export async function passInStep(
  barrier: Barrier,
  arrived: AtomicInt32,
  rounds: number,
  blocking: boolean,
): Promise<number> {
  let early = 0;
  for (let round = 1; round <= rounds; round += 1) {
    arrived.add(1);
    if (blocking) barrier.waitSync();
    else await barrier.wait();
    if (arrived.load() < round * barrier.parties) early += 1;
  }
  return early;
}

/** Comes when all the others are there. */
export function arriveLast(barrier: Barrier): number {
  while (barrier.waiting() < barrier.parties - 1);
  return barrier.waitSync();
}

/** Waits at the barrier with that name, with an action that ends the thread. */
export function exitInAction(region: Region, name: string): number {
  return new Barrier(3, { in: region, name, action: exit }).waitSync();
}
