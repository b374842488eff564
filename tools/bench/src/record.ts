/** What a run leaves behind; written to JSON as it is. */
import type { Role } from './contender.js';
import type { Machine } from './machine.js';
import type { Target, Unit } from './scenario.js';
import type { Summary } from './statistics.js';

export interface BenchRecord {
  readonly title: string;
  readonly date: string;
  readonly machine: Machine;
  /** Versions of programs and packages that took part. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly scenarios: readonly ScenarioRecord[];
}

export interface ScenarioRecord {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly unit: Unit;
  readonly entries: readonly Entry[];
  readonly skipped: readonly Skipped[];
  readonly targets: readonly Target[];
}

/** One contender's measurements. */
export interface Entry extends Summary {
  readonly label: string;
  readonly case: string | undefined;
  readonly role: Role;
  /** One value a round. */
  readonly values: readonly number[];
}

/** A contender that could not be measured. */
export interface Skipped {
  readonly label: string;
  readonly why: string;
}
