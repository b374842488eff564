/** `@weft/native-shm` is a peer that programs without shared memory between processes need not install. */
import { BackendMissingError } from './errors.js';

/** @param what needs it @throws BackendMissingError */
export async function loadNative(what: string): Promise<typeof import('@weft/native-shm')> {
  try {
    return await import('@weft/native-shm');
  } catch (cause) {
    throw new BackendMissingError(`${what} needs the package @weft/native-shm: install it`, { cause });
  }
}
