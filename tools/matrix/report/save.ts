import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MatrixResult } from '../results.ts';
import { markdown } from './markdown.ts';

/** Writes the result as `matrix.json` and `matrix.md` into a folder. */
export function save(result: MatrixResult, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'matrix.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(join(folder, 'matrix.md'), markdown(result));
}
