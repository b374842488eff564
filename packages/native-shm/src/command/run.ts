/** What `weft-shm` does with its arguments. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ProcessRegion } from '../region/process-region.js';
import { table } from './table.js';

const HELP = `Usage: weft-shm <command> [options]

Looks at the named regions and memory blocks of this machine, and clears them away.

Commands:
  ls               who has what open
  rm <name> …      remove names, and those of the segments that a region has grown by;
                   whoever has them open keeps them
  reap             remove what dead processes left and nobody has open

Options:
  --json           print JSON
  -h, --help       print this
  -v, --version    print the version

WEFT_SHM_FOLDER names another folder than the system's own for shared memory.
Exit codes: 0 done, 1 failed or no such region, 2 wrong arguments.`;

export const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;

/** Where the command's words go. */
export interface Output {
  say(text: string): void;
  complain(text: string): void;
}

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

/** Runs the command and returns its exit code. */
export function run(words: readonly string[], output: Output): number {
  const parsed = parse(words, output);
  if (parsed === undefined) return EXIT.USAGE;
  const { values, positionals } = parsed;
  const [command, ...names] = positionals;
  if (values.help) return said(output, HELP);
  if (values.version) return said(output, version());
  if (command === 'rm') return remove(names, values.json, output);
  if (names.length > 0) return misused(output, `${command} takes no names`);
  if (command === 'ls') return list(values.json, output);
  if (command === 'reap') return reap(values.json, output);
  return misused(output, command === undefined ? 'no command given' : `there is no command ${command}`);
}

function parse(words: readonly string[], output: Output) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    misused(output, (error as Error).message);
    return undefined;
  }
}

function said(output: Output, text: string): number {
  output.say(text);
  return EXIT.DONE;
}

function misused(output: Output, why: string): number {
  output.complain(`${why} (weft-shm --help tells more)`);
  return EXIT.USAGE;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function list(json: boolean, output: Output): number {
  const regions = ProcessRegion.list();
  if (json) return said(output, JSON.stringify(regions, null, 2));
  if (regions.length === 0) return said(output, 'There are no regions.');
  const rows = regions.map(({ name, kind, bytes, participants, stale, problem }) => [
    name,
    kind,
    String(bytes),
    participants.map(({ pid, name: thread }) => `${pid} ${thread}`).join(', ') || '-',
    problem ?? (stale ? 'left by the dead' : ''),
  ]);
  return said(output, table(['NAME', 'KIND', 'BYTES', 'OPEN IN', 'REMARK'], rows));
}

function remove(names: readonly string[], json: boolean, output: Output): number {
  if (names.length === 0) return misused(output, 'rm needs the name of a region');
  const removed = [...names, ...segmentsOf(names)].filter((name) => ProcessRegion.remove(name));
  const missing = names.filter((name) => !removed.some((other) => other === name || ownerOf(other) === name));
  if (json) output.say(JSON.stringify({ removed, missing }, null, 2));
  else for (const name of removed) output.say(`removed ${name}`);
  for (const name of missing) output.complain(`there is no region ${JSON.stringify(name)}`);
  return missing.length === 0 ? EXIT.DONE : EXIT.FAILED;
}

/** Also of regions that are gone themselves. */
function segmentsOf(names: readonly string[]): string[] {
  const all = ProcessRegion.list().map(({ name }) => name);
  return all.filter((name) => names.includes(ownerOf(name) ?? ''));
}

/** The name of the region that has grown by a segment: `name~id~number`, as `@weft/manager` calls them. */
function ownerOf(name: string): string | undefined {
  return /^(.+)~[0-9a-f]{16}~\d+$/.exec(name)?.[1];
}

function reap(json: boolean, output: Output): number {
  const removed = ProcessRegion.reap();
  if (json) return said(output, JSON.stringify({ removed }, null, 2));
  if (removed.length === 0) return said(output, 'Nothing was left by the dead.');
  return said(output, removed.map((name) => `removed ${name}`).join('\n'));
}
