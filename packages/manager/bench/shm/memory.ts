/** Where the subjects live: a region that processes share, which goes with its last user. */
import { ProcessRegion } from '@weft/native-shm';

const BYTES = 2 ** 30;

export function benchRegion(bytes: number = BYTES): ProcessRegion {
  return ProcessRegion.anonymous({ bytes });
}
