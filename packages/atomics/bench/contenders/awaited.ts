/** Contenders that acquire something free asynchronously, count by one, and let it go. */
import {
  type Contender,
  expectResult,
  nanosecondsEach,
  type Pace,
  type Player,
  repeatAsync,
  Team,
} from '@weft/bench';

/** Operations between two looks at the clock. */
export const BATCH = 256;

/** How often it was held, counted while it was. */
export interface Counter {
  count: number;
}

/** A pace, and what was counted on the way. */
export interface Counting extends Pace {
  readonly counted: number;
}

export type AwaitingPlayer<Shared = undefined> = Player<Shared, Counting>;

/** Repeats a batch of `BATCH` operations, each of which counts by one while it holds what it acquired. */
export function awaitingPlayer<Shared = undefined>(
  batchOf: (counter: Counter, shared: Shared) => () => Promise<void>,
): AwaitingPlayer<Shared> {
  return (shared) => {
    const counter: Counter = { count: 0 };
    const batch = batchOf(counter, shared);
    return async () => {
      counter.count = 0;
      const pace = await repeatAsync(BATCH, batch);
      return { ...pace, counted: counter.count };
    };
  };
}

export interface AwaitedOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case?: string;
  /** The module, relative to the bench's folder, and the exported player. */
  readonly module: string;
  readonly player: string;
  /** Makes what is posted to the thread. */
  readonly shared?: () => unknown;
}

/** Nanoseconds per operation, in one thread of its own. */
export function awaited(options: AwaitedOptions): Contender {
  const { name, role, case: where, player, shared } = options;
  return {
    name,
    role,
    case: where,
    async start() {
      const module = new URL(`../${options.module}`, import.meta.url);
      const team = await Team.start<Counting>({ module, player, shared: shared?.() });
      return {
        async round() {
          const [counting] = (await team.play()) as [Counting];
          expectResult('the count', counting.counted, counting.operations);
          return nanosecondsEach([counting]);
        },
        stop: () => team.stop(),
      };
    },
  };
}
