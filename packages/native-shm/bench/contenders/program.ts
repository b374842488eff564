/** Contenders in other languages: programs that work for a round and print what they did as JSON. */
import { type Contender, expectResult, ROUND_MS, runProgram } from '@weft/bench';

interface Output {
  readonly operations: number;
  readonly counted: number;
  readonly nanoseconds: number;
}

export interface ProgramOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case?: string;
  /** Builds or finds it. @throws Unavailable */
  readonly program: () => Promise<string>;
  /** The arguments around the number of milliseconds. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly help: string;
  /** The value of a round, from nanoseconds per operation. */
  readonly value?: (nanosecondsEach: number) => number;
}

export function program(options: ProgramOptions): Contender {
  const { name, role, case: where, before = [], after = [], help, value = (each) => each } = options;
  return {
    name,
    role,
    case: where,
    async start() {
      const path = await options.program();
      const round = async () => {
        const output = await runProgram<Output>(path, [...before, String(ROUND_MS), ...after], help);
        expectResult('the count', output.counted, output.operations);
        return value(output.nanoseconds / output.operations);
      };
      // The first run tells whether there is such a program.
      await round();
      return { round };
    },
  };
}
