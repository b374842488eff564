import type { Contender, Scenario } from '@weft/bench';
import { Crew } from './crew/crew.js';

const WAITV = 'futex_waitv';
const FALLBACK = 'fallback';

function threadsOf(name: string, env: Readonly<Record<string, string>>): Contender {
  return {
    name,
    role: 'subject',
    async start() {
      const crew = await Crew.start<number>({
        kind: 'processes',
        module: 'pending',
        player: 'threadsForWaits',
        size: 1,
        shared: undefined,
        env,
      });
      return { round: async () => (await crew.play())[0] as number, stop: () => crew.stop() };
    },
  };
}

/** How many threads it takes to wait for a thousand things at once. */
export const pendingWaits: Scenario = {
  name: 'pending-waits',
  title: 'Threads for 1000 pending asynchronous waits',
  about: 'A process awaits a thousand events; the threads that it has more than before. All waits must end.',
  unit: { name: 'threads', better: 'lower' },
  contenders: [threadsOf(WAITV, {}), threadsOf(FALLBACK, { WEFT_SHM_ASYNC: 'poll' })],
  targets: [
    { of: WAITV, atMost: 2 },
    { of: FALLBACK, atMost: 2 },
  ],
};
