import { startBrowserEngine } from './browser-engine.ts';
import type { Engine } from './engine.ts';
import { startProcessEngine } from './process-engine.ts';
import type { Runtime } from './table.ts';

/**
 * Makes a runtime ready for jobs.
 *
 * @throws MatrixProblem if it cannot be had
 */
export function startEngine(runtime: Runtime, stage: string, signal: AbortSignal): Promise<Engine> {
  return 'places' in runtime
    ? startBrowserEngine(runtime, stage)
    : startProcessEngine(runtime, stage, signal);
}
