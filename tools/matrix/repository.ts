import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** Everything that the matrix fetches or writes lies here; it is ignored by git. */
export const cacheFolder: string = join(root, '.cache');
