/** Contenders that add to a shared number without a lock. */
import {
  type Contender,
  expectResult,
  nanosecondsEach,
  type Pace,
  type Player,
  repeat,
  Team,
} from '@weft/bench';

const BATCH = 256;

/** A pace, and what the number was in the end. */
export interface Adding extends Pace {
  readonly sum: number;
}

export type AddingPlayer = Player<unknown, Adding>;

/** A number that starts at zero and to which one is added. */
export interface Sum {
  readonly add: () => unknown;
  readonly read: () => number;
  readonly clear: () => void;
}

export function addingPlayer(sumOf: (shared: unknown) => Sum): AddingPlayer {
  return (shared) => {
    const { add, read, clear } = sumOf(shared);
    const batch = () => {
      for (let i = 0; i < BATCH; i += 1) add();
    };
    return () => {
      clear();
      const pace = repeat(BATCH, batch);
      return { ...pace, sum: read() };
    };
  };
}

export interface AddingOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case?: string;
  /** The module, relative to the bench's folder, and the exported player. */
  readonly module: string;
  readonly player: string;
  readonly shared: () => unknown;
}

export function adding({ name, role, case: where, module, player, shared }: AddingOptions): Contender {
  return {
    name,
    role,
    case: where,
    async start() {
      const url = new URL(`../${module}`, import.meta.url);
      const team = await Team.start<Adding>({ module: url, player, shared: shared() });
      return {
        async round() {
          const [adding] = (await team.play()) as [Adding];
          expectResult('the sum', adding.sum, adding.operations);
          return nanosecondsEach([adding]);
        },
        stop: () => team.stop(),
      };
    },
  };
}
