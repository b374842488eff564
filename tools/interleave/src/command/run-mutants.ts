/** Explores mutants: each must be found by the program that its list names first (in a full run by all that it names). */
import { type Entry, named } from './catalogue.js';
import { Crew } from './crew.js';
import { describeFinding, describeMutant } from './findings.js';
import type { Mutant } from './mutant.js';
import { CommandProblem } from './problem.js';
import type { Limits } from './run-programs.js';
import { type MutantRow, mutantTable, number } from './tables.js';
import { repeat, run } from './task.js';

interface Pair {
  readonly mutant: Mutant;
  readonly program: Entry;
}

/** Returns how many were not found. */
export async function runMutants(
  mutants: readonly Mutant[],
  programs: readonly Entry[],
  limits: Limits,
): Promise<number> {
  const begin = performance.now();
  const pairs = mutants.flatMap((mutant) =>
    mutant.foundBy
      .slice(0, limits.seconds === undefined ? undefined : 1)
      .map((name): Pair => ({ mutant, program: named(programs, name, 'program') })),
  );
  const crew = new Crew(limits.workers, (limits.seconds ?? Number.POSITIVE_INFINITY) * 1000);
  const rows: MutantRow[] = mutants
    .filter(({ foundBy }) => foundBy.length === 0)
    .map((mutant) => ({ mutant }));
  try {
    await crew.run(
      pairs,
      (pair) => ({ ...pair, seed: limits.seed }),
      ({ mutant, program }, outcome) => rows.push({ mutant, tried: { program, outcome } }),
    );
  } finally {
    await crew.end();
  }
  rows.sort((one, other) => mutants.indexOf(one.mutant) - mutants.indexOf(other.mutant));
  console.log(mutantTable(rows));
  const missed = rows.filter(
    ({ tried }) => tried !== undefined && tried.outcome.finding === undefined,
  ).length;
  const explained = rows.filter(({ tried }) => tried === undefined).length;
  console.log(
    `${mutants.length} mutants: ${mutants.length - explained - missed} found, ${explained} not to be found, ` +
      `${missed} missed; in ${number((performance.now() - begin) / 1000)} s`,
  );
  return missed;
}

/** Explores one mutant and prints what finds it; returns whether something does. */
export async function showMutant(
  mutant: Mutant,
  programs: readonly Entry[],
  schedule: string | undefined,
): Promise<boolean> {
  console.log(`${describeMutant(mutant)}\n`);
  const [first] = mutant.foundBy;
  if (first === undefined) {
    throw new CommandProblem('No program finds this mutant.', mutant.survives ?? '');
  }
  const program = named(programs, first, 'program');
  if (schedule !== undefined) {
    console.log(await repeat({ program, mutant }, schedule));
    return true;
  }
  const outcome = await run({ program, mutant });
  console.log(describeFinding(program, outcome, mutant));
  return outcome.finding !== undefined;
}
