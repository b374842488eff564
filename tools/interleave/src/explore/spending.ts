/** Counts what an exploration has cost, and tells when its budget is spent. */
import type { Executions } from './executions.js';
import type { Budget, Finding, Report } from './report.js';

/** Executions between two looks at the clock. */
const LOOK_EVERY = 64;
const PROGRESS_EVERY_MS = 250;

export class Spending {
  interleavings = 0;
  redundant = 0;
  steps = 0;
  longest = 0;
  readonly #budget: Budget;
  readonly #start = performance.now();
  #lastProgress = this.#start;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** What was explored counts no more, what it cost does. */
  startOver(): void {
    this.interleavings = 0;
    this.redundant = 0;
    this.steps = 0;
    this.longest = 0;
  }

  count(steps: number, redundant: boolean): void {
    this.steps += steps;
    if (redundant) this.redundant += 1;
    else this.interleavings += 1;
    if (steps > this.longest) this.longest = steps;
  }

  isSpent(): boolean {
    const { executions = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY } = this.#budget;
    const count = this.interleavings + this.redundant;
    if (count >= executions) return true;
    if (count % LOOK_EVERY !== 0) return false;
    const now = performance.now();
    if (now - this.#lastProgress >= PROGRESS_EVERY_MS) {
      this.#lastProgress = now;
      this.#budget.onProgress?.({ interleavings: this.interleavings, milliseconds: now - this.#start });
    }
    return now - this.#start >= milliseconds;
  }

  report(outcome: Report['outcome'], executions: Executions, finding?: Finding): Report {
    const { interleavings, redundant, steps, longest } = this;
    return {
      outcome,
      ...(finding !== undefined && { finding }),
      interleavings,
      redundant,
      steps,
      longest,
      milliseconds: performance.now() - this.#start,
      subjects: executions.subjects,
    };
  }
}
