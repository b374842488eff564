/** What came out of a run, from one test up to the whole matrix. Written as JSON as it is. */
import type { Failure, Feature } from './host/messages.ts';
import type { JobThread } from './runtimes/engine.ts';

export interface TestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'not-applicable';
  readonly ms: number;
  readonly failures: readonly Failure[];
  /** What it needs and this runtime lacks; not empty if and only if it is not applicable. */
  readonly needs: readonly string[];
}

export interface FileResult {
  /** The suite's source, relative to its package. */
  readonly file: string;
  readonly ms: number;
  readonly tests: readonly TestResult[];
  /** What it printed. */
  readonly output: string;
}

/** What one kind of thread of a runtime offers. */
export interface ThreadFeatures {
  readonly thread: JobThread;
  readonly features: readonly Feature[];
}

/** A runtime that could not be had. */
export interface MissingRuntime {
  readonly name: string;
  readonly missing: string;
  readonly remedy: string;
}

/** A runtime that was there. */
export interface UsedRuntime {
  readonly name: string;
  readonly version: string;
  readonly ms: number;
  readonly files: readonly FileResult[];
  readonly features: readonly ThreadFeatures[];
}

export type RuntimeResult = UsedRuntime | MissingRuntime;

export interface MatrixResult {
  readonly package: string;
  readonly runtimes: readonly RuntimeResult[];
}

export function isMissing(runtime: RuntimeResult): runtime is MissingRuntime {
  return 'missing' in runtime;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
}

export function countsOf(runtime: UsedRuntime): Counts {
  const tests = runtime.files.flatMap((file) => file.tests);
  const count = (outcome: TestResult['outcome']) => tests.filter((test) => test.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), notApplicable: count('not-applicable') };
}

/** Everything together; where a missing runtime counts, it is one failure. */
export function totalsOf(result: MatrixResult, missingCounts: boolean): { passed: number; failed: number } {
  const totals = { passed: 0, failed: 0 };
  for (const runtime of result.runtimes) {
    if (isMissing(runtime)) {
      totals.failed += missingCounts ? 1 : 0;
    } else {
      const { passed, failed } = countsOf(runtime);
      totals.passed += passed;
      totals.failed += failed;
    }
  }
  return totals;
}
