/** What the system tells about a child without asking the event loop. */
import { readFileSync } from 'node:fs';

/** Fields of `/proc/…/stat` behind the name of the program. */
const STATE = 0;
const EXIT_STATUS = 49;

/** Whether this system tells at all. */
export const systemTells: boolean = process.platform === 'linux';

/**
 * @returns 'running', or the wait status of a child that has ended and that the event loop has not heard of yet;
 *   `undefined` if there is no such process any more
 */
export function stateOf(pid: number): 'running' | number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /^[ZXx]$/.test(fields[STATE] as string) ? Number(fields[EXIT_STATUS]) : 'running';
  } catch {
    return undefined;
  }
}

/** The exit code in a wait status: negative for signals. */
export function exitCodeOf(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? (status >> 8) & 0xff : -signal;
}
