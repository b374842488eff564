/** The programs and mutants there are: whatever the built files under `dist-programs` and `dist-mutants` export. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Exploration, Program } from '../program/program.js';
import type { Mutant } from './mutant.js';
import { CommandProblem } from './problem.js';

/** A program as the command knows it: enough to list it and to have it loaded. */
export interface Entry {
  readonly name: string;
  readonly about: string;
  readonly threads: number;
  readonly exploration: Exploration;
  /** The built file that exports it. */
  readonly file: string;
}

const folder = fileURLToPath(new URL('../../', import.meta.url));

/** All programs, in the order of their files. */
export async function programs(): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const [file, exported] of await modulesIn('dist-programs')) {
    for (const value of Object.values(exported)) {
      if (!isProgram(value)) continue;
      const { name, about, threads, exploration = {} } = value;
      entries.push({ name, about, threads: threads.length, exploration, file });
    }
  }
  checkNames(entries);
  return entries;
}

/** All mutants, in the order of their files. */
export async function mutants(): Promise<Mutant[]> {
  const found = (await modulesIn('dist-mutants')).flatMap(
    ([, exported]) => (exported as { mutants?: readonly Mutant[] }).mutants ?? [],
  );
  checkNames(found);
  return found;
}

/** The one of that name. */
export function named<T extends { readonly name: string }>(all: readonly T[], name: string, what: string): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const similar = all.filter((one) => one.name.includes(name)).map((one) => one.name);
  throw new CommandProblem(
    `There is no ${what} "${name}".`,
    similar.length > 0 ? `There are: ${similar.join(', ')}.` : `--list names them all.`,
  );
}

type Exported = Readonly<Record<string, unknown>>;

async function modulesIn(output: string): Promise<[file: string, exported: Exported][]> {
  const files = globSync('*/**/*.js', { cwd: join(folder, output) }).sort();
  if (files.length === 0) {
    throw new CommandProblem(
      `Nothing is built in ${output}.`,
      'Build first: npx nx run @weft/interleave:build',
    );
  }
  return Promise.all(
    files.map(async (name): Promise<[string, Exported]> => {
      const file = join(folder, output, name);
      return [file, await import(pathToFileURL(file).href)];
    }),
  );
}

function isProgram(value: unknown): value is Program<unknown, unknown> {
  const facts = value as Partial<Program<unknown, unknown>> | null;
  return typeof value === 'object' && typeof facts?.name === 'string' && Array.isArray(facts.threads);
}

function checkNames(all: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of all) {
    if (seen.has(name)) throw new CommandProblem(`Two things are called "${name}".`, 'Rename one of them.');
    seen.add(name);
  }
}
