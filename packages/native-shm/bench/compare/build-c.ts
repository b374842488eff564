/** Builds a program of one C file. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Unavailable } from '@weft/bench';

/** @throws Unavailable if there is no C compiler */
export async function buildC(source: URL): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const program = join(folder, 'program');
  try {
    await promisify(execFile)('cc', ['-O2', '-o', program, fileURLToPath(source)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Unavailable('cc was not found: install a C compiler');
  }
  return program;
}
