/** What this tool fetches once. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './workspace.ts';

/** The folder of that name in the cache; `fill` makes it if it is not there. */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const home = join(cacheFolder, name);
  if (existsSync(home)) return home;
  mkdirSync(cacheFolder, { recursive: true });
  // Moved into place only when complete: an interrupted fetch leaves nothing that looks like the whole.
  const partial = mkdtempSync(join(cacheFolder, 'partial-'));
  try {
    await fill(partial);
    renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return home;
}
