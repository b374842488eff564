import type {
  RunnerTask,
  RunnerTestCase,
  RunnerTestFile,
  RunnerTestSuite,
  TestContext,
  TestError,
} from 'vitest';
import { createExpect, expect } from 'vitest';
import type { SerializedConfig, VitestRunner } from 'vitest/runtime';
import type { Failure, Report } from './messages.ts';
import { testTimeoutMs } from './vitest-state.ts';

/** The part of the configuration that is looked at when a file is collected and run. */
const config = {
  root: '',
  name: undefined,
  setupFiles: [],
  passWithNoTests: false,
  allowOnly: false,
  testNamePattern: undefined,
  sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
  maxConcurrency: 1,
  testTimeout: testTimeoutMs,
  hookTimeout: testTimeoutMs,
  retry: 0,
  tags: [],
  strictTags: true,
  taskTitleValueFormatTruncate: 40,
  expect: {},
} as unknown as SerializedConfig;

const noAssertionsYet = {
  assertionCalls: 0,
  isExpectingAssertions: false,
  isExpectingAssertionsError: null,
  expectedAssertionsNumber: null,
  expectedAssertionsNumberErrorGen: null,
};

/** Runs a file with Vitest's own runner and reports each test as soon as its outcome is known. */
export class HostedRunner implements VitestRunner {
  readonly config: SerializedConfig = config;
  readonly pool = 'matrix';
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  importFile(url: string): Promise<unknown> {
    return import(url);
  }

  onCollected(files: RunnerTestFile[]): void {
    const tests = files.flatMap(testsOf).map(({ id, fullTestName = '' }) => ({ id, name: fullTestName }));
    this.#report({ kind: 'collected', tests });
  }

  extendTaskContext(context: TestContext): TestContext {
    let own: TestContext['expect'] | undefined;
    Object.defineProperty(context, 'expect', {
      get: () => {
        own ??= createExpect(context.task);
        return own;
      },
    });
    return context;
  }

  onBeforeTryTask(test: RunnerTestCase): void {
    this.#report({ kind: 'started', id: test.id });
    expect.setState({ ...noAssertionsYet, currentTestName: test.fullTestName ?? test.name });
  }

  /** Holds `expect.assertions(n)` and `expect.hasAssertions()` against what the test did. */
  onAfterTryTask(): void {
    const state = expect.getState();
    if (state.expectedAssertionsNumber !== null && state.assertionCalls !== state.expectedAssertionsNumber) {
      throw state.expectedAssertionsNumberErrorGen?.();
    }
    if (state.isExpectingAssertions && state.assertionCalls === 0) throw state.isExpectingAssertionsError;
  }

  onAfterRunTask({ id, result }: RunnerTestCase): void {
    if (result?.state !== 'pass' && result?.state !== 'fail') return;
    this.#report({
      kind: 'finished',
      id,
      passed: result.state === 'pass',
      ms: result.duration ?? 0,
      failures: failuresOf(result.errors),
    });
  }

  onAfterRunFiles(files: RunnerTestFile[]): void {
    for (const file of files) this.#reportRest(file, 'the file');
  }

  /** Suites that failed as such, and tests that were left out. Tests below a failed suite never ran: nothing to say. */
  #reportRest(suite: RunnerTestSuite, where: string): void {
    if (suite.result?.errors?.length) {
      this.#report({ kind: 'broken', where, failures: failuresOf(suite.result.errors) });
      return;
    }
    for (const task of suite.tasks) {
      if (task.type === 'suite') this.#reportRest(task, task.fullTestName ?? task.name);
      else if (isSkipped(task)) {
        this.#report({ kind: 'skipped', id: task.id, needs: task.meta.needs ?? [] });
      }
    }
  }
}

function isSkipped({ mode, result }: RunnerTask): boolean {
  return mode === 'skip' || mode === 'todo' || result?.state === 'skip' || result?.state === 'todo';
}

function testsOf(suite: RunnerTestSuite): RunnerTestCase[] {
  return suite.tasks.flatMap((task) => (task.type === 'suite' ? testsOf(task) : [task]));
}

function failuresOf(errors: readonly TestError[] = []): Failure[] {
  return errors.map(({ name = 'Error', message, stack = '', diff }) => ({
    message: `${name}: ${message}`,
    stack,
    ...(diff !== undefined && { diff }),
  }));
}

declare module 'vitest' {
  interface TaskMeta {
    /** Features that the test needs and that this runtime lacks. */
    needs?: readonly string[];
  }
}
