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
  const rows: ProgramRow[] = [];
  try {
    await crew.run(
      programs,
      (program) => ({ program, seed: limits.seed }),
      (program, outcome) => {
        rows.push({ program, outcome });
        if (hasFailed(outcome)) console.log(`${describeFinding(program, outcome)}\n`);
      },
    );
  } finally {
    await crew.end();
  }
  rows.sort((one, other) => programs.indexOf(one.program) - programs.indexOf(other.program));
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
