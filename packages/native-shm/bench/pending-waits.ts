import { type Contender, type Scenario, Team } from '@weft/bench';

const WAITV = 'futex_waitv';
const FALLBACK = 'fallback';

function threadsOf(name: string, env: Readonly<Record<string, string>>): Contender {
  return {
    name,
    role: 'subject',
    async start() {
      const team = await Team.start<number>({
        kind: 'processes',
        module: new URL('./players/pending.js', import.meta.url),
        player: 'threadsForWaits',
        env,
      });
      return { round: async () => (await team.play())[0] as number, stop: () => team.stop() };
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
