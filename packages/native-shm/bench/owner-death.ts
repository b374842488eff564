import { Lock, Semaphore, share } from '@weft/atomics';
import { type Contender, type Scenario, Team, WrongResult } from '@weft/bench';
import { ProcessRegion } from '@weft/native-shm';

const AWAITS = 'survivor that awaits';
const BLOCKS = 'survivor that blocks';

/** Milliseconds from the kill of an owner to the error in the survivor. */
function survivor(name: string, acquire: (lock: Lock) => Promise<unknown>): Contender {
  return {
    name,
    role: 'subject',
    start: () => ({
      async round() {
        using region = ProcessRegion.anonymous({ bytes: 4096 });
        const lock = new Lock({ in: region });
        const held = new Semaphore(0, { in: region });
        const team = await Team.start<number>({
          kind: 'processes',
          module: new URL('./players/mortal.js', import.meta.url),
          player: 'holder',
          shared: share({ lock, held }),
        });
        const [pid] = (await team.play()) as [number];
        await held.acquire();
        const began = performance.now();
        process.kill(pid, 'SIGKILL');
        const error = await acquire(lock).catch((reason: unknown) => reason);
        const took = performance.now() - began;
        if ((error as { code?: string }).code !== 'ERR_WEFT_OWNER_DIED') throw new WrongResult(String(error));
        return took;
      },
    }),
  };
}

/** How soon survivors learn that the owner of a lock was killed. */
export const ownerDeath: Scenario = {
  name: 'owner-death',
  title: 'From SIGKILL of the owner to OwnerDiedError in a survivor',
  about: 'A process is killed with a lock, another one asks for it at that moment.',
  unit: { name: 'ms', better: 'lower' },
  contenders: [
    survivor(AWAITS, (lock) => lock.acquire()),
    survivor(BLOCKS, async (lock) => lock.acquireSync()),
  ],
  targets: [
    { of: AWAITS, atMost: 100 },
    { of: BLOCKS, atMost: 100 },
  ],
};
