/** Runs the suites of a package on one runtime after the other. */
import { performance } from 'node:perf_hooks';
import pLimit from 'p-limit';
import type { Feature } from './host/messages.ts';
import { MatrixProblem } from './problem.ts';
import { SourceFrames } from './report/source-frames.ts';
import type { FileResult, MatrixResult, RuntimeResult, ThreadFeatures } from './results.ts';
import type { Engine } from './runtimes/engine.ts';
import { startEngine } from './runtimes/start.ts';
import type { Runtime } from './runtimes/table.ts';
import type { Stage } from './stage/stage.ts';
import { SuiteLog } from './suite-log.ts';
import type { Suite } from './suites.ts';

export interface MatrixOptions {
  readonly packageName: string;
  readonly suites: readonly Suite[];
  /** Staged module that answers for features, if the package has one. */
  readonly featureModule: string | undefined;
  readonly runtimes: readonly Runtime[];
  readonly stage: Stage;
  /** Longest time for one file. */
  readonly fileTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** Told as it goes. */
export interface Listener {
  runtimeStarts(runtime: Runtime): void;
  fileEnds(runtime: Runtime, file: FileResult, ended: number): void;
  runtimeEnds(result: RuntimeResult): void;
  interrupted(): void;
}

/** Two cores are the least that any machine has; suites start threads of their own. */
const filesAtOnce = 2;

export async function runMatrix(options: MatrixOptions, listener: Listener): Promise<MatrixResult> {
  const results: RuntimeResult[] = [];
  options.signal.addEventListener('abort', () => listener.interrupted(), { once: true });
  for (const runtime of options.runtimes) {
    options.signal.throwIfAborted();
    listener.runtimeStarts(runtime);
    const result = await runOn(runtime, options, listener);
    listener.runtimeEnds(result);
    results.push(result);
  }
  return { package: options.packageName, runtimes: results };
}

async function runOn(runtime: Runtime, options: MatrixOptions, listener: Listener): Promise<RuntimeResult> {
  const begin = performance.now();
  let engine: Engine;
  try {
    engine = await startEngine(runtime, options.stage.folder, options.signal);
  } catch (error) {
    if (!(error instanceof MatrixProblem)) throw error;
    return { name: runtime.name, missing: error.message, remedy: error.remedy };
  }
  try {
    const features = await featuresOn(engine, options);
    const limit = pLimit(filesAtOnce);
    const frames = new SourceFrames(options.stage.folder);
    let ended = 0;
    const running = options.suites.map((suite) =>
      limit(async () => {
        options.signal.throwIfAborted();
        const file = await runSuite(suite, engine, frames, options);
        options.signal.throwIfAborted();
        ended += 1;
        listener.fileEnds(runtime, file, ended);
        return file;
      }),
    );
    // After an interruption, too, the runtime is closed only when nothing runs on it any more.
    await Promise.allSettled(running);
    const files = await Promise.all(running);
    options.signal.throwIfAborted();
    return { name: runtime.name, version: engine.version, ms: performance.now() - begin, files, features };
  } finally {
    await engine.close();
  }
}

async function featuresOn(engine: Engine, options: MatrixOptions): Promise<ThreadFeatures[]> {
  const module = options.featureModule;
  if (module === undefined) return [];
  const all: ThreadFeatures[] = [];
  for (const thread of engine.threads) {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.fileTimeoutMs)]);
    let features: readonly Feature[] = [];
    await engine.run(
      { action: 'list-features', module },
      thread,
      (message) => {
        if (message.kind === 'features') features = message.features;
      },
      signal,
    );
    all.push({ thread, features });
  }
  return all;
}

async function runSuite(
  suite: Suite,
  engine: Engine,
  frames: SourceFrames,
  options: MatrixOptions,
): Promise<FileResult> {
  const { file, module, thread } = suite;
  const builtins = engine.hasBuiltins ? [] : options.stage.builtinsOf(module);
  if (builtins.length > 0) {
    const test = {
      name: '(the file)',
      outcome: 'not-applicable',
      ms: 0,
      failures: [],
      needs: builtins,
    } as const;
    return { file, ms: 0, tests: [test], output: '' };
  }
  const log = new SuiteLog();
  const begin = performance.now();
  const tooLong = AbortSignal.timeout(options.fileTimeoutMs);
  const ending = await engine.run(
    { action: 'run-suite', module },
    thread,
    log.report,
    AbortSignal.any([options.signal, tooLong]),
  );
  const trouble = tooLong.aborted
    ? `the file took longer than ${options.fileTimeoutMs / 1000} s`
    : ending.trouble;
  const tests = log.results(trouble).map((test) => ({
    ...test,
    failures: test.failures.map((failure) => frames.mapped(failure)),
  }));
  return { file, ms: performance.now() - begin, tests, output: ending.output };
}
