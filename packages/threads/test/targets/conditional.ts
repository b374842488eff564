/** Marks its target only in the program. */
import { isMainProgram, task } from '@weft/threads';

export function target(): void {}

if (isMainProgram()) task(import.meta.url, target);
