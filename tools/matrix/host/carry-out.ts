import './vitest-state.ts';
import { startTests } from 'vitest/internal/browser';
import type { Failure, Feature, Job, Report } from './messages.ts';
import { HostedRunner } from './runner.ts';

/** Carries out a job in this thread, and says `done` at its end, however it went. */
export async function carryOut({ action, module }: Job, stage: string, report: Report): Promise<void> {
  const url = new URL(module, stage).href;
  try {
    if (action === 'run-suite') await startTests([url], new HostedRunner(report));
    else report({ kind: 'features', features: await featuresOf(url) });
  } catch (error) {
    reportStray(error, report);
  }
  report({ kind: 'done' });
}

/** Reports an error that no test caught. */
export function reportStray(error: unknown, report: Report): void {
  report({ kind: 'broken', where: 'outside of any test', failures: [failureOf(error)] });
}

/** The answers of a package's `test/support/runtime.ts` in this thread. */
async function featuresOf(url: string): Promise<Feature[]> {
  const { features } = (await import(url)) as {
    features: Readonly<Record<string, { readonly meaning: string; probe(): boolean }>>;
  };
  return Object.entries(features).map(([name, { meaning, probe }]) => ({
    name,
    meaning,
    available: probe(),
  }));
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: `thrown: ${String(error)}`, stack: '' };
  return { message: `${error.name}: ${error.message}`, stack: error.stack ?? '' };
}
