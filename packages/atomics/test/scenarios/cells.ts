/** Changing cells. */
import type { AtomicFloat64, AtomicInt32, AtomicInt64 } from '@weft/atomics';

/** Adds 1, 1 and a half over and over. */
export function addToAll(int: AtomicInt32, big: AtomicInt64, float: AtomicFloat64, times: number): void {
  for (let i = 0; i < times; i += 1) {
    int.add(1);
    big.add(1n);
    float.add(0.5);
  }
}

/** Stores a value and tells. */
export function changeAndNotify(cell: AtomicInt32, value: number): void {
  cell.store(value);
  cell.notify();
}
