/** What the user asks for. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Crew, crewText } from './workers.js';

/** The command line, or the folder that it names, cannot be used. The message is all that the user needs. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A run of the demo. */
export interface Request {
  readonly folder: string;
  readonly crew: Crew;
  /** Address of the manager whose list takes the results; `undefined`: one of this program's own. */
  readonly backend: string | undefined;
}

const MOST_WORKERS = 128;

/** From `examples/dist/demo` to the folder that every clone has filled once it is set up. */
const DEFAULT_FOLDER = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** As many workers as can run at once, half of them processes. */
const DEFAULT_CREW: Crew = {
  threads: Math.ceil(availableParallelism() / 2),
  processes: Math.max(1, Math.floor(availableParallelism() / 2)),
};

export const USAGE: string = `Indexes a folder twice, on one thread and on threads and processes together, and compares the two answers.

Usage: npm start [-- <options> <folder>]

  <folder>            what to index (default: the repository's own node_modules)
  -t, --threads <n>   how many threads work together, 0 to ${MOST_WORKERS}
  -p, --processes <n> and how many processes (default: ${crewText(DEFAULT_CREW)}; of one of them only: none of the other)
  -b, --backend <url> where the list is in which the results meet: shm://name, redis://host:port or tcp://host:port
                      (default: a server process that ends with this program)
  -h, --help          this text

Every file is hashed (SHA-256), its bytes and lines are counted and, in text, the words of 3 to 16 letters A to Z.
Symbolic links are not followed; what cannot be read is reported.

Exit code: 0 if both answers are identical, 1 if not, 2 for a wrong command line, 130 after Ctrl-C.`;

/** Reads the command line; `undefined` if the user asks for help. @throws UsageError */
export function parseCommandLine(args: readonly string[]): Request | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  if (positionals.length > 1) {
    throw new UsageError(`One folder at a time: got ${positionals.join(' and ')}.`);
  }
  const [folder] = positionals;
  return {
    folder: folder === undefined ? DEFAULT_FOLDER : resolve(userFolder(), folder),
    crew: parseCrew(values.threads, values.processes),
    backend: values.backend,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        threads: { type: 'string', short: 't' },
        processes: { type: 'string', short: 'p' },
        backend: { type: 'string', short: 'b' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parseCrew(threads: string | undefined, processes: string | undefined): Crew {
  if (threads === undefined && processes === undefined) return DEFAULT_CREW;
  const crew = {
    threads: parseCount('--threads', threads ?? '0'),
    processes: parseCount('--processes', processes ?? '0'),
  };
  if (crew.threads + crew.processes > 0) return crew;
  throw new UsageError('Somebody has to work: --threads or --processes must be 1 or more.');
}

function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= MOST_WORKERS) return count;
  throw new UsageError(`${option} must be a whole number from 0 to ${MOST_WORKERS}, got "${text}".`);
}

/** npm runs scripts in the repository's root and tells where the user was. */
function userFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD } = process.env;
  return script === 'start' && INIT_CWD !== undefined ? INIT_CWD : process.cwd();
}
