import type { Job, Report } from '../host/messages.ts';

/** The thread that a job runs on; only in a browser's page the main thread is unlike the others. */
export type JobThread = 'worker' | 'main';

/** How a job ended. What it found out came through its report. */
export interface Ending {
  /** Why it cannot have got to its end; `undefined` if nothing is known against it. */
  readonly trouble: string | undefined;
  /** All that was printed meanwhile. */
  readonly output: string;
}

/** A runtime that is there and can be used. */
export interface Engine {
  readonly version: string;
  /** Whether modules may import Node's built-in modules. */
  readonly hasBuiltins: boolean;
  /** Threads on which results may differ. */
  readonly threads: readonly JobThread[];
  /** Runs a job to its end; when `signal` is aborted that end comes at once. */
  run(job: Job, thread: JobThread, report: Report, signal: AbortSignal): Promise<Ending>;
  close(): Promise<void>;
}
