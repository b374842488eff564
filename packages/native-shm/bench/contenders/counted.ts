/** Locks that protect a plain count: it comes out right, or the contender has failed. */
import { Lock, share } from '@weft/atomics';
import { type Contender, expectResult, nanosecondsEach, type Pace, Team, totalOperations } from '@weft/bench';
import { SharedMemoryBlock } from '@weft/native-shm';

export interface CountedOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly kind: 'processes' | 'threads';
  readonly size: number;
  readonly value?: (paces: readonly Pace[]) => number;
}

/** A Weft Lock: in a block that processes share, or in a private buffer that threads share. */
export function countedLock({ name, role, kind, size, value = nanosecondsEach }: CountedOptions): Contender {
  return {
    name,
    role,
    async start() {
      const block = kind === 'processes' ? new SharedMemoryBlock(undefined, 4) : undefined;
      const words = new Int32Array(block?.buffer ?? new SharedArrayBuffer(4));
      const shared = share({ lock: new Lock(block && { in: block }), count: block ?? words });
      const module = new URL('../players/locks.js', import.meta.url);
      const team = await Team.start<Pace>({ kind, module, player: 'lock', threads: size, shared });
      return {
        async round() {
          words[0] = 0;
          const paces = await team.play();
          expectResult('the count', words[0], totalOperations(paces));
          return value(paces);
        },
        async stop() {
          await team.stop();
          block?.close();
        },
      };
    },
  };
}
