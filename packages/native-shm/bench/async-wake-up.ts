import { Event } from '@weft/atomics';
import { MICROSECONDS, type Scenario } from '@weft/bench';
import type { ProcessRegion } from '@weft/native-shm';
import { pingPong } from './contenders/ping-pong.js';

const event = {
  role: 'subject',
  player: 'asyncEvent',
  side: (region: ProcessRegion) => new Event({ in: region }),
} as const;

/** What it costs to wake a process that awaits, by the kernel's means and by the fallback. */
export const asyncWakeUp: Scenario = {
  name: 'async-wake-up',
  title: 'Wake-up ping-pong of two processes that await',
  about: 'Two event loops wake each other in turn; per round trip, which is two wake-ups.',
  unit: MICROSECONDS,
  contenders: [
    pingPong({ ...event, name: 'Weft Event, futex_waitv' }),
    pingPong({ ...event, name: 'Weft Event, fallback', env: { WEFT_SHM_ASYNC: 'poll' } }),
  ],
};
