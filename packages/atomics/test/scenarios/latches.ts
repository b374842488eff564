/** Counting down latches. */
import type { Latch } from '@weft/atomics';

/** Waits, blocking, for one latch, then counts another down. */
export function countDownAfter(first: Latch, second: Latch): void {
  first.waitSync();
  second.countDown();
}
