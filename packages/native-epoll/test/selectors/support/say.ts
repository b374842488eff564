import { writeSync } from 'node:fs';

/** Prints a line at once, also if the event loop never turns again. */
export function say(line: string): void {
  writeSync(1, `${line}\n`);
}
