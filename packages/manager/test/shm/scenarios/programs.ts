/** What other processes do in tests of managers on shared memory. */
import '../../../dist/shm/index.js';
import type { ShmList } from '../../../dist/shm/index.js';

export function lengths(list: ShmList<string>): number[] {
  return list.toArraySync().map((text) => text.length);
}

/** Keeps the mutex of a list busy, until it is killed. */
export function hammer(list: ShmList<number>): never {
  for (;;) {
    list.extendSync(Array.from({ length: 500 }, (_, i) => i));
    list.reverseSync();
    list.clearSync();
  }
}
