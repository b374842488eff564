/** A repeated step was another one: the instance is no longer what it was. */
import type { Machine } from './machine.js';
import { isCode, type Process, threadOf } from './processes.js';

export class DivergenceError extends Error {
  override name = 'DivergenceError';
}

export function divergence(machine: Machine, process: Process): DivergenceError {
  const thread = threadOf(process);
  const op = machine.ops[thread];
  const site =
    op === undefined || !isCode(process) ? undefined : machine.subject.threads[thread]?.where(op.site);
  const place = site === undefined ? '' : ` (it is now at ${site.file}:${site.line})`;
  return new DivergenceError(
    `thread ${thread} did not repeat step ${machine.time}${place}: the program depends on time, chance or on state ` +
      'that an execution leaves to the next one',
  );
}
