/** Servers run on one processor, the load on another one: neither takes the other's time. */
import { availableParallelism } from 'node:os';
import { canBindThreads, Unavailable } from '@weft/bench';

export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** @throws Unavailable */
export function needTwoCores(): void {
  if (!canBindThreads()) throw new Unavailable('servers are bound to a processor with `taskset`, on Linux');
  if (availableParallelism() < 2) throw new Unavailable('a server and its load need a processor each');
}
