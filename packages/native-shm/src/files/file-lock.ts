/**
 * The lock on a segment's file. It is held for some microseconds while a thread joins a region, and while a name is
 * removed, so that nobody joins what is being cleared away. The kernel takes it back from the dead.
 */
import { WeftError } from '@weft/atomics';
import { native } from '../native/load.js';
import { systemCall } from '../native/system-call.js';

/** Only a process that is stopped in the middle holds the lock for longer than a blink. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 1;

const sleeping = new Int32Array(new SharedArrayBuffer(4));

/** Locks an open file. @throws WeftError if it stays locked for ten seconds */
export function lockFile(file: number): void {
  const { tryLock } = native();
  if (systemCall('lock shared memory', () => tryLock(file))) return;
  const deadline = performance.now() + PATIENCE_MS;
  while (!systemCall('lock shared memory', () => tryLock(file))) {
    if (performance.now() > deadline) {
      throw new WeftError(
        'ERR_WEFT_REGION_BUSY',
        'another process has been opening or removing this region for ten seconds: is it stopped?',
      );
    }
    Atomics.wait(sleeping, 0, 0, PAUSE_MS);
  }
}

/** Lets it go. */
export function unlockFile(file: number): void {
  native().unlock(file);
}
