/** Runs suites of the fixture as the matrix does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMatrix } from '../matrix.ts';
import { isMissing, type TestResult, type UsedRuntime } from '../results.ts';
import { runtimes } from '../runtimes/table.ts';
import { Stage } from '../stage/stage.ts';
import type { Suite } from '../suites.ts';

const folder = 'tools/matrix/test/fixture';

// The pinned Node is one of the runtimes, and it runs already.
process.env.NODE24_PATH = process.execPath;

/** Runs suites, given by their names, on one runtime. */
export async function runFixture(runtimeName: string, names: readonly string[]): Promise<UsedRuntime> {
  const stage = new Stage(mkdtempSync(join(tmpdir(), 'weft-matrix-')));
  try {
    await stage.fill(folder, ['suites']);
    const { runtimes: results } = await runMatrix(
      {
        packageName: 'fixture',
        suites: names.map(suite),
        featureModule: `${folder}/suites/support/runtime.js`,
        runtimes: runtimes.filter(({ name }) => name === runtimeName),
        stage,
        fileTimeoutMs: 5000,
        signal: new AbortController().signal,
      },
      { runtimeStarts() {}, fileEnds() {}, runtimeEnds() {}, interrupted() {} },
    );
    const [result] = results;
    if (result === undefined || isMissing(result)) throw new Error(`${runtimeName} is missing`);
    return result;
  } finally {
    rmSync(stage.folder, { recursive: true, force: true });
  }
}

/** The results of one suite by the names of its tests. */
export function testsOf(runtime: UsedRuntime, name: string): ReadonlyMap<string, TestResult> {
  const file = runtime.files.find((file) => file.file === `${name}.test.js`);
  return new Map(file?.tests.map((test) => [test.name, test]));
}

/** What became of the tests of one suite, in short. */
export function outcomesOf(runtime: UsedRuntime, name: string): Record<string, TestResult['outcome']> {
  return Object.fromEntries([...testsOf(runtime, name)].map(([test, { outcome }]) => [test, outcome]));
}

function suite(name: string): Suite {
  return {
    file: `${name}.test.js`,
    module: `${folder}/suites/${name}.test.js`,
    thread: name === 'main-thread' ? 'main' : 'worker',
    stress: false,
  };
}
