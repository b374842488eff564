/** Measurements as tables, for the terminal and for Markdown alike. */
import { markdownTable } from 'markdown-table';
import type { Entry, ScenarioRecord } from './record.js';
import type { Target, Unit } from './scenario.js';
import { ratioOf } from './statistics.js';
import { judge, type Loss, type Verdict } from './verdicts.js';

/** Three significant digits, without an exponent. */
export function rounded(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

/** What was measured in a scenario. */
export function measurementsTable({ entries, unit }: ScenarioRecord): string {
  const rows = entries.map((entry) => [
    entry.label,
    rounded(entry.median),
    `${rounded(entry.min)} – ${rounded(entry.max)}`,
    ratioToFirst(entry, entries),
  ]);
  return markdownTable([['contender', unit.name, 'min – max', 'ratio'], ...rows], {
    align: ['l', 'r', 'r', 'r'],
  });
}

function ratioToFirst(entry: Entry, entries: readonly Entry[]): string {
  const first = entries.find((other) => other.case === entry.case) as Entry;
  return first === entry ? '1' : `${rounded(ratioOf(entry.values, first.values))}x`;
}

/** The targets of all scenarios and what became of them. */
export function targetsTable(scenarios: readonly ScenarioRecord[]): string {
  const rows = scenarios.flatMap((scenario) =>
    judge(scenario).map((verdict) => verdictRow(verdict, scenario)),
  );
  return markdownTable([['scenario', 'target', 'measured', ''], ...rows], { align: ['l', 'l', 'r', 'l'] });
}

function verdictRow({ target, measured, met }: Verdict, { name, unit }: ScenarioRecord): string[] {
  const value = measured === undefined ? 'not measured' : amount(measured, target, unit);
  return [name, sentence(target, unit), value, met === undefined ? '' : met ? 'met' : 'missed'];
}

function sentence(target: Target, unit: Unit): string {
  const { of, against, atMost, atLeast } = target;
  const bounds = [
    ...(atMost === undefined ? [] : [`at most ${amount(atMost, target, unit)}`]),
    ...(atLeast === undefined ? [] : [`at least ${amount(atLeast, target, unit)}`]),
  ];
  return `${of}: ${bounds.join(', ')}${against === undefined ? '' : ` ${against}`}`;
}

function amount(value: number, { against }: Target, unit: Unit): string {
  return against === undefined ? `${rounded(value)} ${unit.name}` : `${rounded(value)}x`;
}

/** Who was better than the subject, and how much. */
export function lossesTable(losses: readonly (Loss & { readonly scenario: string })[]): string {
  const rows = losses.map(({ scenario, subject, winner, role, factor }) => [
    scenario,
    subject,
    winner,
    role,
    `${rounded(factor)}x`,
  ]);
  return markdownTable([['scenario', 'loser', 'winner', 'which is', 'better by'], ...rows], {
    align: ['l', 'l', 'l', 'l', 'r'],
  });
}
