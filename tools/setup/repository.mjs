import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder; set-up works from any current folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {...string} parts path segments below the root */
export const inRepository = (...parts) => join(root, ...parts);
