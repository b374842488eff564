/**
 * A region of processes for programs that are explored: memory of the scope `process`, whose futexes are those of the
 * machine. It behaves as that of `@weft/native-shm` does: an asynchronous wait that is given up passes a wake-up on
 * that comes all the same, and is never taken over by another wait.
 */
import { type AsyncWait, Region, type RegionHandle, type SharedMemory, type WaitResult } from '@weft/atomics';
import {
  formatRegion,
  HANDLE_MARK,
  LAYOUT_VERSION,
  openRegion,
  PendingWait,
  readHeader,
  regionWords,
  registerRegionScope,
  settledWait,
} from '@weft/atomics/kit';

class VirtualProcessMemory implements SharedMemory {
  readonly scope = 'process';
  readonly words: Int32Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  wait(word: number, expected: number, timeoutMs?: number): WaitResult {
    return Atomics.wait(this.words, word, expected, timeoutMs);
  }

  waitAsync(word: number, expected: number, timeoutMs: number = Number.POSITIVE_INFINITY): AsyncWait {
    const answer = Atomics.waitAsync(this.words, word, expected);
    if (!answer.async) return settledWait('not-equal');
    let woken = () => wait.wake();
    const wait = new PendingWait(timeoutMs, () => {
      woken = () => this.notify(word, 1);
    });
    void answer.value.then(() => woken());
    return wait;
  }

  notify(word: number, count?: number): number {
    return Atomics.notify(this.words, word, count);
  }
}

interface VirtualHandle extends RegionHandle {
  readonly buffer: SharedArrayBuffer;
}

class VirtualProcessRegion extends Region {
  constructor(buffer: SharedArrayBuffer) {
    const handle: VirtualHandle = {
      [HANDLE_MARK]: 'Region',
      version: LAYOUT_VERSION,
      scope: 'process',
      buffer,
    };
    super(new VirtualProcessMemory(buffer), handle);
  }
}

export interface ProcessRegionOptions {
  /** Room for objects. */
  readonly bytes: number;
  /** How many threads can have it open at once, default 8. */
  readonly maxParticipants?: number;
}

/** A new region, to be made in `setup`; it travels to the threads by its handle, alone or in that of an object. */
export function makeProcessRegion({ bytes, maxParticipants = 8 }: ProcessRegionOptions): Region {
  const buffer = new SharedArrayBuffer(regionWords(maxParticipants, Math.ceil(bytes / 4)) * 4);
  formatRegion(new Int32Array(buffer), maxParticipants);
  return new VirtualProcessRegion(buffer);
}

registerRegionScope('process', (handle) => {
  const { buffer } = handle as VirtualHandle;
  const { id } = readHeader(new Int32Array(buffer));
  return openRegion(id) ?? new VirtualProcessRegion(buffer);
});
