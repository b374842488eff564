/** What the command prints. */
import Table from 'cli-table3';
import type { Entry } from './catalogue.js';
import type { Mutant } from './mutant.js';
import type { Outcome } from './task.js';

export interface ProgramRow {
  readonly program: Entry;
  readonly outcome: Outcome;
}

export interface MutantRow {
  readonly mutant: Mutant;
  /** The program that was to find it, and how that ended; `undefined` where none is expected to. */
  readonly tried?: ProgramRow;
}

const plain = { head: [], border: [], compact: true };

/** Fewer interleavings than this are over before the code is warm: their rate says nothing. */
const TELLING = 2_000;

export function programTable(rows: readonly ProgramRow[]): string {
  const table = new Table({
    head: ['Program', 'Threads', 'Operations', 'Interleavings', 'Per second', 'Coverage'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
    style: plain,
  });
  for (const { program, outcome } of rows) {
    table.push([
      program.name,
      program.threads,
      number(outcome.longest),
      number(outcome.interleavings),
      outcome.interleavings < TELLING ? '' : number(perSecond(outcome)),
      coverage(outcome),
    ]);
  }
  return table.toString();
}

export function mutantTable(rows: readonly MutantRow[]): string {
  const table = new Table({
    head: ['Mutant', 'Found by', 'As', 'Interleavings', 'Operations', 'Preemptions'],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right'],
    style: plain,
  });
  for (const { mutant, tried } of rows) {
    if (tried === undefined) {
      table.push([mutant.name, { content: `not to be found: ${mutant.survives}`, colSpan: 5 }]);
      continue;
    }
    const { finding, interleavings } = tried.outcome;
    table.push([
      mutant.name,
      tried.program.name,
      finding === undefined ? `NOT FOUND (${coverage(tried.outcome)})` : finding.kind,
      number(interleavings),
      finding === undefined ? '' : number(finding.steps),
      finding === undefined ? '' : number(finding.preemptions),
    ]);
  }
  return table.toString();
}

export function programList(programs: readonly Entry[]): string {
  return list(programs.map(({ name, threads, about }) => [name, `${threads} threads. ${about}`]));
}

export function mutantList(mutants: readonly Mutant[]): string {
  return list(mutants.map(({ name, what }) => [name, what]));
}

/** How much of what there is to explore was explored, in words. */
export function coverage(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'complete':
      return 'complete';
    case 'bounded':
      return `complete up to ${preemptions(outcome)}`;
    case 'random':
      return `random, seed ${outcome.seed}`;
    case 'cut':
      return outcome.preemptions === undefined ? 'cut off' : `cut off, up to ${preemptions(outcome)}`;
    case 'found':
      return `FAILED: ${outcome.finding?.kind}`;
    case 'refused':
      return 'FAILED: cannot be explored';
  }
}

export function number(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

export function perSecond({ interleavings, milliseconds }: Outcome): number {
  return milliseconds > 0 ? (interleavings / milliseconds) * 1000 : 0;
}

function preemptions({ preemptions: count }: Outcome): string {
  return count === 1 ? '1 preemption' : `${count} preemptions`;
}

function list(rows: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}
