import { Command, InvalidArgumentError, Option } from 'commander';
import { type Runtime, runtimes } from './runtimes/table.ts';

/** What the user asked for. */
export interface Wishes {
  readonly packageName: string;
  readonly runtimes: readonly Runtime[];
  /** Whether a runtime that cannot be had is a failure. */
  readonly allRequired: boolean;
  /** Only files whose paths contain this. */
  readonly filter: string;
  /** Leaves the stress suites out. */
  readonly quick: boolean;
  readonly fileTimeoutMs: number;
  /** Where the results are written to, instead of the package's own folder for them. */
  readonly output: string | undefined;
}

interface Options {
  readonly runtimes: readonly Runtime[];
  readonly filter?: string;
  readonly quick?: boolean;
  readonly fileTimeout: number;
  readonly output?: string;
}

const names = runtimes.map(({ name }) => name).join(', ');

const notes = `
Runtimes: ${names}
They are fetched on first use into .cache/runtimes; Chromium has to be installed. To use a program of your own,
set NODE20_PATH, NODE22_PATH, NODE24_PATH, NODE26_PATH, BUN_PATH, DENO_PATH or CHROME_PATH.
WEFT_STRESS_SCALE and WEFT_SEED reach the suites. A missing runtime is a failure if it was asked for by name, and
with CI=true. The results are written as matrix.json and matrix.md.`;

/** Reads the command line; prints help or a complaint and ends the process where that is called for. */
export function readCommandLine(words: readonly string[]): Wishes {
  const command = new Command('npm run matrix --')
    .description("Runs a package's built suites on Node 20 to 26, Bun, Deno and Chromium.")
    .argument('<package>', 'name of a package of this repository, such as @weft/atomics')
    .addOption(
      new Option('--runtime, --runtimes <names>', 'separated by commas')
        .argParser(runtimesNamed)
        .default(runtimes, 'all'),
    )
    .option('--filter <text>', 'only test files whose paths contain the text')
    .option('--quick', 'leave out the stress suites')
    .option('--file-timeout <seconds>', 'longest time for one test file', positive, 180)
    .option('--output <folder>', "where to write the results, instead of the package's test-results")
    .helpOption('--help', 'show this')
    .addHelpText('after', notes)
    .showHelpAfterError('See: npm run matrix -- --help')
    .parse([...words], { from: 'user' });
  const { filter = '', quick = false, ...options } = command.opts<Options>();
  return {
    packageName: command.processedArgs[0] as string,
    runtimes: options.runtimes,
    allRequired: process.env.CI === 'true' || options.runtimes !== runtimes,
    filter,
    quick,
    fileTimeoutMs: options.fileTimeout * 1000,
    output: options.output,
  };
}

function runtimesNamed(text: string): Runtime[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => runtimes.every((runtime) => runtime.name !== name));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no "${unknown}". There are: ${names}.`);
  return runtimes.filter(({ name }) => wanted.includes(name));
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a positive number.');
}
