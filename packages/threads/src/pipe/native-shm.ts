/** `@weft/native-shm`, which only those need who work with processes. */
import { createRequire } from 'node:module';
import { WeftError } from '@weft/atomics';
import { moduleAddress } from '../module-address.js';

const require = createRequire(moduleAddress(import.meta));

/** The package. @throws WeftError if it is not installed, or cannot be loaded by this version of Node */
export function nativeShm(): typeof import('@weft/native-shm') {
  try {
    return require('@weft/native-shm');
  } catch (error) {
    throw new WeftError(
      'ERR_WEFT_NATIVE_SHM_NEEDED',
      'memory between processes needs @weft/native-shm: install it (on Node before 20.19 and 22.12 also pass a region of your own)',
      { cause: error },
    );
  }
}
