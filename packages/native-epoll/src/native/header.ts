/** Numbers of the system's headers, which differ from system to system: the native binary was compiled with them. */
import { NativeBinaryError } from '../errors.js';
import { native } from './load.js';

const numbers = read();

/** The number of that name; 0 where the system has none, which no call takes for anything. */
export function fromHeader(name: string): number {
  return numbers[name] ?? 0;
}

/** Importing works without the binary as well: the first call will tell what is missing. */
function read(): Readonly<Record<string, number>> {
  try {
    return native().constants();
  } catch (error) {
    if (error instanceof NativeBinaryError) return {};
    throw error;
  }
}
