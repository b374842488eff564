/** A folder of its own for the named regions of one test file, so that nothing is left and nobody is disturbed. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';

/** Regions of this file and of its child processes lie in the folder returned. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'weft-shm-test-'));
  process.env.WEFT_SHM_FOLDER = folder;
  afterEach(() => {
    for (const file of readdirSync(folder)) rmSync(join(folder, file), { recursive: true, force: true });
  });
  afterAll(() => {
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}
