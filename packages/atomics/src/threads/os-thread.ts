/**
 * The operating system's view of threads. On Linux `/proc` tells, synchronously and for any process, whether a
 * thread is still there; its start time tells a recycled thread number from the old thread. Other systems do not
 * answer without native code: there `undefined` means "cannot tell", and deaths are seen by events alone.
 */
import { builtin } from './runtime.js';

/** A thread of the operating system, for all time: numbers are reused, number and start time together are not. */
export interface OsThread {
  readonly pid: number;
  readonly thread: number;
  /** Clock ticks since boot when it started, in two halves of 32 bits. */
  readonly startedHigh: number;
  readonly startedLow: number;
}

/** Fields of `stat`, counted behind the command's name, which may itself contain spaces and parentheses. */
const STATE_FIELD = 0;
const START_TIME_FIELD = 19;

/** When the thread started; `undefined` if it has ended and only waits to be collected, or nothing can be read. */
function startTime(pid: number, thread: number): bigint | undefined {
  const stat = builtin('node:fs')?.readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const started = fields?.[START_TIME_FIELD];
  if (started === undefined || /^[ZXx]$/.test(fields?.[STATE_FIELD] ?? '')) return undefined;
  return BigInt(started);
}

/** The calling thread, or `undefined` where the system does not tell. */
export function currentOsThread(): OsThread | undefined {
  try {
    const link = builtin('node:fs')?.readlinkSync('/proc/thread-self');
    const [, pid, thread] = /^(\d+)\/task\/(\d+)$/.exec(link ?? '') ?? [];
    const started = startTime(Number(pid), Number(thread));
    if (started === undefined) return undefined;
    return {
      pid: Number(pid),
      thread: Number(thread),
      startedHigh: Number(started >> 32n),
      startedLow: Number(BigInt.asIntN(32, started)),
    };
  } catch {
    return undefined;
  }
}

/** Whether that very thread still runs; `undefined` where the system does not tell. */
export function osThreadRuns(thread: OsThread): boolean | undefined {
  try {
    const started = startTime(thread.pid, thread.thread);
    if (started === undefined) return builtin('node:fs') === undefined ? undefined : false;
    return (
      BigInt.asIntN(32, started) === BigInt(thread.startedLow) &&
      Number(started >> 32n) === thread.startedHigh
    );
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code === 'ENOENT' || code === 'ESRCH' ? false : undefined;
  }
}
