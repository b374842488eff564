/** Which targets were met, and where the subject of the bench loses. Computed from the measurements alone. */
import type { Role } from './contender.js';
import type { Entry, ScenarioRecord } from './record.js';
import type { Target, Unit } from './scenario.js';
import { ratioOf } from './statistics.js';

export interface Verdict {
  readonly target: Target;
  /** `undefined` if one of the two was not measured. */
  readonly measured: number | undefined;
  readonly met: boolean | undefined;
}

/** The verdicts on a scenario's targets, in their order. */
export function judge(scenario: ScenarioRecord): Verdict[] {
  return scenario.targets.map((target) => {
    const measured = measuredFor(target, scenario.entries);
    return { target, measured, met: measured === undefined ? undefined : holds(target, measured) };
  });
}

function measuredFor({ of, against }: Target, entries: readonly Entry[]): number | undefined {
  const entry = entries.find(({ label }) => label === of);
  if (entry === undefined || against === undefined) return entry?.median;
  const other = entries.find(({ label }) => label === against);
  return other === undefined ? undefined : ratioOf(entry.values, other.values);
}

function holds({ atMost, atLeast }: Target, measured: number): boolean {
  return (
    measured <= (atMost ?? Number.POSITIVE_INFINITY) && measured >= (atLeast ?? Number.NEGATIVE_INFINITY)
  );
}

/** A contender of the same case that was better than the subject. */
export interface Loss {
  readonly subject: string;
  readonly winner: string;
  readonly role: Role;
  /** How many times better the winner was. */
  readonly factor: number;
}

/** Differences up to this factor are taken for noise. */
export const NOISE = 1.05;

/** Where the subject loses, by the largest factor first. */
export function lossesIn({ entries, unit }: ScenarioRecord): Loss[] {
  const subjects = entries.filter(({ role }) => role === 'subject');
  const rivals = entries.filter(({ role }) => role !== 'subject');
  return subjects
    .flatMap((subject) =>
      rivals
        .filter((rival) => rival.case === subject.case)
        .map((rival) => ({
          subject: subject.label,
          winner: rival.label,
          role: rival.role,
          factor: betterBy(rival, subject, unit),
        })),
    )
    .filter(({ factor }) => factor > NOISE)
    .sort((a, b) => b.factor - a.factor);
}

function betterBy(rival: Entry, subject: Entry, { better }: Unit): number {
  return better === 'lower' ? ratioOf(subject.values, rival.values) : ratioOf(rival.values, subject.values);
}
