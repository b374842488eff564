/** The queue of jobs ("microtasks") of one thread. */
import { type Context, currentContext, enterContext } from './context.js';

interface Job {
  readonly run: () => unknown;
  readonly context: Context;
}

const jobs: Job[] = [];

export function queueMicrotask(run: () => unknown): void {
  queueIn(currentContext(), run);
}

/** A job that belongs to what is going on there. */
export function queueIn(context: Context, run: () => unknown): void {
  jobs.push({ run, context });
}

export function hasJobs(): boolean {
  return jobs.length > 0;
}

/** Runs all jobs, also those that are queued meanwhile. */
export function runJobs(): void {
  for (;;) {
    const job = jobs.shift();
    if (job === undefined) return;
    const { run } = job;
    enterContext(job.context);
    run();
  }
}
