/** The region that all workers have in common. */
import { Region } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { boardBytes } from './board.js';
import type { Crew } from './workers.js';

/** Where this system has no memory that processes share, threads do all the work, and `problem` tells why. */
export interface CommonMemory {
  readonly region: Region;
  readonly crew: Crew;
  readonly problem: string | undefined;
}

export function commonMemory(types: readonly string[], crew: Crew): CommonMemory {
  const { threads, processes } = crew;
  // Each worker takes part, and so does this thread; a process takes part with its first thread too.
  const options = { bytes: boardBytes(types), maxParticipants: threads + 2 * processes + 1 };
  if (processes === 0) return { region: Region.create(options), crew, problem: undefined };
  try {
    return { region: ProcessRegion.anonymous(options), crew, problem: undefined };
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_WEFT_NATIVE_BINARY') throw error;
    return {
      region: Region.create(options),
      crew: { threads: threads + processes, processes: 0 },
      problem: `Threads work instead of processes: ${(error as Error).message}`,
    };
  }
}
