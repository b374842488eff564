/** Loads what the shared objects in a value need, where nobody can wait for an import: a worker of a pool that blocks. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { WeftError } from '@weft/atomics';
import { moduleAddress } from '../module-address.js';
import { nativeShm } from '../pipe/native-shm.js';

const require = createRequire(moduleAddress(import.meta));

/**
 * @param name as `packageOf` gives it. The packages of this project that it names otherwise than by their address are loaded
 *   in every worker, except for the one that needs a binary.
 * @throws WeftError if it cannot be loaded so by this version of Node
 */
export function loadNow(name: string): void {
  if (name === 'native-shm') nativeShm();
  else if (name.startsWith('file:')) loadModule(fileURLToPath(name));
}

function loadModule(path: string): void {
  try {
    require(path);
  } catch (error) {
    throw new WeftError(
      'ERR_WEFT_PACKAGE_NEEDED',
      `an argument is an object that ${path} makes, and this version of Node cannot load that for a task: import its package in the module of the task`,
      { cause: error },
    );
  }
}
