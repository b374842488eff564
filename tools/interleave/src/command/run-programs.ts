/** Explores programs, and sums up. */
import type { Entry } from './catalogue.js';
import { Crew } from './crew.js';
import { describeFinding } from './findings.js';
import { number, type ProgramRow, programTable } from './tables.js';
import type { Outcome } from './task.js';

export interface Limits {
  readonly seconds: number | undefined;
  readonly workers: number;
  readonly seed: number | undefined;
}

/** Returns how many have failed. */
export async function runPrograms(programs: readonly Entry[], limits: Limits): Promise<number> {
  const begin = performance.now();
  const crew = new Crew(limits.workers, (limits.seconds ?? Number.POSITIVE_INFINITY) * 1000);
  const outcomes = new Map<Entry, Outcome>();
  const explore = (chosen: readonly Entry[], shares?: number) =>
    crew.run(
      chosen,
      (program) => ({ program, seed: limits.seed }),
      (program, outcome) => {
        outcomes.set(program, outcome);
        if (hasFailed(outcome)) console.log(`${describeFinding(program, outcome)}\n`);
      },
      shares,
    );
  try {
    await explore(programs);
    // Those that were cut off get the time that is left, where it is more than they have had.
    const cut = programs.filter((program) => outcomes.get(program)?.outcome === 'cut');
    const share = crew.equalShare(cut.length);
    const again = cut.filter((program) => share > (outcomes.get(program) as Outcome).milliseconds);
    await explore(again, 1);
  } finally {
    await crew.end();
  }
  const rows = programs.map(
    (program): ProgramRow => ({ program, outcome: outcomes.get(program) as Outcome }),
  );
  console.log(programTable(rows));
  console.log(closingLine(rows, (performance.now() - begin) / 1000));
  return rows.filter(({ outcome }) => hasFailed(outcome)).length;
}

function hasFailed({ outcome }: Outcome): boolean {
  return outcome === 'found' || outcome === 'refused';
}

function closingLine(rows: readonly ProgramRow[], seconds: number): string {
  const interleavings = rows.reduce((sum, { outcome }) => sum + outcome.interleavings, 0);
  const parts = [
    `${count(rows, 'complete')} complete`,
    `${count(rows, 'bounded')} complete up to their bound`,
    `${count(rows, 'random')} random`,
    `${count(rows, 'cut')} cut off`,
    `${rows.filter(({ outcome }) => hasFailed(outcome)).length} failed`,
  ];
  return `${rows.length} programs: ${parts.join(', ')}; ${number(interleavings)} interleavings in ${number(seconds)} s`;
}

function count(rows: readonly ProgramRow[], outcome: ProgramRow['outcome']['outcome']): number {
  return rows.filter((row) => row.outcome.outcome === outcome).length;
}
