import { Command, InvalidArgumentError, Option } from 'commander';

/** What the user asked for. */
export interface Wishes {
  /** Only what contains one of these in its name; all if there are none. */
  readonly patterns: readonly string[];
  /** How long the run may take altogether, in seconds; `undefined` for a full run. */
  readonly seconds: number | undefined;
  readonly workers: number;
  readonly seed: number | undefined;
  readonly list: boolean;
  readonly mutants: boolean;
  readonly mutant: string | undefined;
  readonly replay: string | undefined;
}

interface Options {
  readonly full?: boolean;
  readonly seconds: number;
  readonly workers: number;
  readonly seed?: number;
  readonly list?: boolean;
  readonly mutants?: boolean;
  readonly mutant?: string;
  readonly replay?: string;
}

const notes = `
A pattern is a part of a name: "lock/" means all programs of the lock, "fair" all of fair rounds.

  npm run check:interleave                                  every program, within the budget
  npm run check:interleave -- semaphore condition           these only
  npm run check:interleave -- --full                        for nights: no budget, and one preemption more
  npm run check:interleave -- --mutants                     the table of mutants and of what finds them
  npm run check:interleave -- --mutant mutex/take-by-store  the trace of one, to read
  npm run check:interleave -- lock/exclusion --replay 0:3,1:5

tools/interleave/README.md tells how to write a program and how to read a trace.`;

/** Reads the command line; prints help or a complaint and ends the process where that is called for. */
export function readCommandLine(words: readonly string[]): Wishes {
  const command = new Command('npm run check:interleave --')
    .description('Explores the interleavings of threads, on the code that ships.')
    .argument('[patterns...]', 'parts of the names of programs (or of mutants, with --mutants)')
    .addOption(
      new Option(
        '--full',
        'for nights: no budget, one preemption more, fifty times the random executions',
      ).conflicts('seconds'),
    )
    .option('--seconds <number>', 'the budget of all programs together', positive, 150)
    .option('--workers <number>', 'threads that explore', positive, 2)
    .option('--seed <number>', 'of random explorations', integer)
    .option('--list', 'name the programs and mutants, and explore nothing')
    .option('--mutants', 'explore the mutants: each must be found')
    .addOption(
      new Option('--mutant <name>', 'explore one mutant and print the trace that finds it').conflicts(
        'mutants',
      ),
    )
    .addOption(
      new Option(
        '--replay <schedule>',
        'repeat one execution of the named program and print its trace',
      ).conflicts(['mutants']),
    )
    .helpOption('--help', 'show this')
    .addHelpText('after', notes)
    .showHelpAfterError('See: npm run check:interleave -- --help')
    .parse([...words], { from: 'user' });
  const { full = false, seconds, workers, ...options } = command.opts<Options>();
  return {
    patterns: command.processedArgs[0] as string[],
    seconds: full ? undefined : seconds,
    workers: Math.ceil(workers),
    seed: options.seed,
    list: options.list ?? false,
    mutants: options.mutants ?? false,
    mutant: options.mutant,
    replay: options.replay,
  };
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a positive number.');
}

function integer(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It must be an integer.');
}
