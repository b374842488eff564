/** Contenders in other languages: programs that work for a round, count as they do, and print JSON about it. */
import { fileURLToPath } from 'node:url';
import { type Contender, expectResult, type Role } from './contender.js';
import { ROUND_MS } from './pace.js';
import { runProgram } from './program.js';

interface Output {
  readonly operations: number;
  readonly counted: number;
  readonly nanoseconds: number;
}

export interface CountingProgramOptions {
  readonly name: string;
  readonly role: Role;
  readonly case?: string;
  /** Builds or finds it. @throws Unavailable */
  readonly program: () => Promise<string>;
  /** The arguments around the number of milliseconds. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** How to get the program. */
  readonly help: string;
  /** The value of a round, from nanoseconds per operation. */
  readonly value?: (nanosecondsEach: number) => number;
}

/** The count that the program prints must be that of its operations. */
export function countingProgram(options: CountingProgramOptions): Contender {
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

const pythonFile = new URL('../programs/python-lock.py', import.meta.url);

/** A lock of Python: `threading.Lock`, or `multiprocessing.Lock`. */
export function pythonLock(name: string, module: 'threading' | 'multiprocessing'): Contender {
  return countingProgram({
    name,
    role: 'peer',
    program: async () => 'python3',
    before: [fileURLToPath(pythonFile), module],
    help: 'install Python 3',
  });
}
