/**
 * Which process made each step of an execution, and as text that can be pasted: `0:12,1:3,t1,k0,0:2` is twelve steps
 * of thread 0, three of thread 1, a time-out of thread 1's wait, the death of thread 0. `p` is a pulse.
 */
import {
  code,
  isCode,
  isKiller,
  isTimer,
  killer,
  MOST_THREADS,
  only,
  type Process,
  type Processes,
  PULSE,
  threadOf,
  timer,
} from './processes.js';

export type Schedule = readonly Process[];

export function formatSchedule(schedule: Schedule): string {
  const parts: string[] = [];
  for (let at = 0; at < schedule.length; ) {
    const process = schedule[at]!;
    let end = at + 1;
    while (isCode(process) && schedule[end] === process) end += 1;
    parts.push(formatPart(process, end - at));
    at = end;
  }
  return parts.join(',');
}

function formatPart(process: Process, times: number): string {
  if (process === PULSE) return 'p';
  const thread = threadOf(process);
  if (isCode(process)) return `${thread}:${times}`;
  return isTimer(process) ? `t${thread}` : `k${thread}`;
}

/** @throws SyntaxError saying which part it is */
export function parseSchedule(text: string): Schedule {
  return text === '' ? [] : text.split(',').flatMap(parsePart);
}

function parsePart(part: string): Process[] {
  if (part === 'p') return [PULSE];
  const [, kind, thread = '', times = '1'] = /^([tk]?)(\d)(?::(\d+))?$/.exec(part) ?? [];
  if (kind === undefined || Number(thread) >= MOST_THREADS) {
    throw new SyntaxError(`"${part}" is no part of a schedule: expected like 0:12, t1, k0 or p`);
  }
  if (kind === 't') return [timer(Number(thread))];
  if (kind === 'k') return [killer(Number(thread))];
  return new Array<Process>(Number(times)).fill(code(Number(thread)));
}

/**
 * How often a thread was interrupted that could have gone on. Being killed is no interruption, and what others do
 * then is not either.
 */
export function preemptionsOf(schedule: Schedule, enabled: readonly Processes[]): number {
  let count = 0;
  for (let at = 1; at < schedule.length; at += 1) {
    if (isPreemption(schedule[at - 1]!, schedule[at]!, enabled[at]!)) count += 1;
  }
  return count;
}

/** Whether going on with `next` interrupts the thread of `last`, where `enabled` are able to go on. */
export function isPreemption(last: Process, next: Process, enabled: Processes): boolean {
  if (isKiller(next) || threadOf(next) === threadOf(last) || last === PULSE) return false;
  return (enabled & only(code(threadOf(last)))) !== 0;
}
