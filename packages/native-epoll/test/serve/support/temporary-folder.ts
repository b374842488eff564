/** A folder for socket files; it is to be empty at the end of the test. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** The names in it. */
  names(): string[];
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'weft-serve-'));
  return {
    path,
    names: () => readdirSync(path),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}
