/**
 * Contenders that take a lock, count by one under it, and let it go, over and over. A lock that let two in at once,
 * or an operation that was not done, shows in the count.
 */
import {
  type Contender,
  expectResult,
  nanosecondsEach,
  type Pace,
  type Player,
  repeat,
  Team,
  totalOperations,
} from '@weft/bench';

/** Operations between two looks at the clock. */
const BATCH = 256;

/** What the threads of a team share. */
export interface Counted<Lock = unknown> {
  readonly lock: Lock;
  /** One plain number, protected by the lock alone. */
  readonly counter: Int32Array;
}

export type CountingPlayer<Lock = unknown> = Player<Counted<Lock>, Pace>;

/** How something is taken and let go. */
export interface Section<Guard> {
  readonly acquire: () => Guard;
  readonly release: (guard: Guard) => void;
}

/** Takes it, counts, and lets it go. */
export function countingPlayer<Lock, Guard>(sectionOf: (lock: Lock) => Section<Guard>): CountingPlayer<Lock> {
  return ({ lock, counter }, { together }) => {
    // Each thread has one such section, so the compiler puts its functions into the loop.
    const { acquire, release } = sectionOf(lock);
    const batch = () => {
      for (let i = 0; i < BATCH; i += 1) {
        const guard = acquire();
        counter[0]! += 1;
        release(guard);
      }
    };
    return () => {
      together();
      return repeat(BATCH, batch);
    };
  };
}

export interface CountedOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case?: string;
  /** The module, relative to the bench's folder, and the exported player that has the loop. */
  readonly module: string;
  readonly player: string;
  readonly threads?: number;
  /** Makes what is posted to the threads as their lock. */
  readonly lock: () => unknown;
  /** The value of a round: nanoseconds per operation unless told otherwise. */
  readonly value?: (paces: readonly Pace[]) => number;
}

export function counted(options: CountedOptions): Contender {
  const { name, role, case: where, player, threads = 1, lock, value = nanosecondsEach } = options;
  return {
    name,
    role,
    case: where,
    async start() {
      const counter = new Int32Array(new SharedArrayBuffer(4));
      const shared: Counted = { lock: lock(), counter };
      const module = new URL(`../${options.module}`, import.meta.url);
      const team = await Team.start<Pace>({ module, player, threads, shared });
      return {
        async round() {
          counter[0] = 0;
          const paces = await team.play();
          expectResult('the count', counter[0], totalOperations(paces));
          return value(paces);
        },
        stop: () => team.stop(),
      };
    },
  };
}
