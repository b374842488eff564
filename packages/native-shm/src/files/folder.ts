/** Where named segments lie. */
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';

const SHARED_MEMORY_FOLDER = '/dev/shm';

/**
 * The folder of all segments: `WEFT_SHM_FOLDER` if that is set, the system's own for shared memory if this process may
 * write there, else the one for temporary files. Processes meet if they come to the same answer.
 */
export function segmentFolder(): string {
  const chosen = process.env.WEFT_SHM_FOLDER;
  if (chosen !== undefined && chosen !== '') return chosen;
  return mayWrite(SHARED_MEMORY_FOLDER) ? SHARED_MEMORY_FOLDER : tmpdir();
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
