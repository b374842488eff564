/**
 * The regions behind `shm://` addresses, as this thread has them open. Several managers of a thread share one; the last that
 * closes also closes the region.
 */
import type { Region } from '@weft/atomics';
import type { ProcessRegion } from '@weft/native-shm';
import { ConnectError } from '../errors.js';
import { loadNative } from '../load-native.js';
import { closeSegments, segmentPrefix } from './memory/segments.js';

/** Room for objects. What containers hold lies in segments, which are added as they are needed. */
const DEFAULT_BYTES = 2 ** 24;

/** Every manager is a participant, and every thread. */
const MOST_CLIENTS = 1024;

const users = new WeakMap<Region, number>();

/** Opens the region of that name, or makes it. @throws BackendMissingError, ConnectError, ArgumentError, CapacityError */
export async function useRegion(name: string, bytes: number = DEFAULT_BYTES): Promise<ProcessRegion> {
  const { ProcessRegion, RegionAccessError, RegionNotFoundError } = await loadNative('shm://');
  const open = () => {
    try {
      return ProcessRegion.open(name, { create: false });
    } catch (error) {
      if (!(error instanceof RegionNotFoundError)) throw error;
      return ProcessRegion.open(name, { bytes, maxParticipants: MOST_CLIENTS });
    }
  };
  try {
    const region = open();
    users.set(region, (users.get(region) ?? 0) + 1);
    return region;
  } catch (error) {
    if (!(error instanceof RegionAccessError)) throw error;
    throw new ConnectError(`the shared memory ${name} cannot be opened`, { cause: error });
  }
}

/** One manager less uses it. */
export function leaveRegion(region: ProcessRegion): void {
  const left = (users.get(region) ?? 1) - 1;
  users.set(region, left);
  if (left > 0 || region.closed) return;
  closeSegments(region);
  region.close();
}

/** Removes the name of a region and those of its segments: who has them open keeps them. */
export async function removeRegion(region: ProcessRegion): Promise<void> {
  const { ProcessRegion } = await loadNative('shm://');
  const { name } = region;
  if (name === undefined || !region.unlink()) return;
  for (const { name: other } of ProcessRegion.list()) {
    if (other.startsWith(segmentPrefix(region))) ProcessRegion.remove(other);
  }
}
