/** What the reports say besides the sums, in a form that both of them print. */
import { isMissing, type MatrixResult, type UsedRuntime } from '../results.ts';

/** A feature on the threads of all runtimes. */
export interface FeatureRow {
  readonly name: string;
  readonly meaning: string;
  /** As many as there are columns; `undefined` where nobody could answer. */
  readonly available: readonly (boolean | undefined)[];
}

export interface FeatureTable {
  readonly columns: readonly string[];
  readonly rows: readonly FeatureRow[];
}

export function featureTable(result: MatrixResult): FeatureTable {
  const threads = usedRuntimes(result).flatMap(({ name, features }) =>
    features.map((of) => ({ column: features.length > 1 ? `${name}, ${of.thread} thread` : name, ...of })),
  );
  const known = new Map(
    threads.flatMap(({ features }) => features.map(({ name, meaning }) => [name, meaning])),
  );
  const rows = [...known].map(([name, meaning]) => ({
    name,
    meaning,
    available: threads.map(({ features }) => features.find((feature) => feature.name === name)?.available),
  }));
  return { columns: threads.map(({ column }) => column), rows };
}

/** Tests that one runtime cannot run, for one and the same reason. */
export interface NotApplicable {
  readonly runtime: string;
  readonly needs: string;
  readonly tests: readonly string[];
}

export function notApplicable(result: MatrixResult): NotApplicable[] {
  return usedRuntimes(result).flatMap((runtime) => {
    const tests = runtime.files.flatMap(({ file, tests }) =>
      tests
        .filter(({ outcome }) => outcome === 'not-applicable')
        .map(({ name, needs }) => ({ test: `${file} > ${name}`, needs: needs.join(', ') })),
    );
    const byNeeds = Map.groupBy(tests, ({ needs }) => needs);
    return [...byNeeds].map(([needs, group]) => ({
      runtime: runtime.name,
      needs,
      tests: group.map(({ test }) => test),
    }));
  });
}

export function usedRuntimes(result: MatrixResult): UsedRuntime[] {
  return result.runtimes.filter((runtime): runtime is UsedRuntime => !isMissing(runtime));
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
