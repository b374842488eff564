/**
 * Binds threads to processors: whether two threads share one decides what a wake-up costs, and left alone the
 * system decides it anew from round to round.
 */
import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';

/** Whether threads can be bound here: on Linux, with `taskset`. */
export function canBindThreads(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

/** Binds the calling thread to a processor; does nothing where that cannot be done. */
export function bindThread(processor: number): void {
  if (!canBindThreads()) return;
  const thread = readlinkSync('/proc/thread-self').split('/').at(-1) as string;
  execFileSync('taskset', ['--pid', '--cpu-list', String(processor), thread], { stdio: 'ignore' });
}
