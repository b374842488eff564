/** What the processes of a kill storm do: everything, until they are killed. */
import type { Semaphore } from '@weft/atomics';
import type { ShmArray, ShmDict, ShmList, ShmValue } from '../../../dist/shm/index.js';
import '../../../dist/shm/index.js';
import { Random } from '../../../../atomics/dist-test/support/random.js';

/** What they share. */
export interface Storm {
  /** Each worker appends its own numbers, one after the other. */
  readonly log: ShmList<{ worker: number; number: number }>;
  /** Accounts, whose sum stays the same. */
  readonly accounts: ShmValue<number[]>;
  /** Values that tell by which key they were set. */
  readonly notes: ShmDict<string, { key: string; text: string }>;
  /** Numbers and texts, in any order. */
  readonly heap: ShmList<unknown>;
  /** How many steps each worker has done, or one less. */
  readonly steps: ShmArray<'float64'>;
  readonly began: Semaphore;
}

export const KEYS = 60;

export function useAllUntilKilled(storm: Storm, worker: number, seed: number): never {
  const random = new Random(seed);
  const last = storm.log.toArraySync().findLast((entry) => entry.worker === worker);
  let number = last === undefined ? 0 : last.number + 1;
  storm.began.release();
  for (;;) {
    storm.log.appendSync({ worker, number });
    number += 1;
    storm.accounts.updateSync((accounts) => transfer(accounts, random));
    useNotes(storm.notes, random);
    useHeap(storm.heap, random);
    storm.steps.addSync(worker, 1);
  }
}

function transfer(accounts: readonly number[], random: Random): number[] {
  const changed = [...accounts];
  const amount = random.below(100);
  changed[random.below(changed.length)]! -= amount;
  changed[random.below(changed.length)]! += amount;
  return changed;
}

function useNotes(notes: Storm['notes'], random: Random): void {
  const key = `note ${random.below(KEYS)}`;
  switch (random.below(4)) {
    case 0:
      notes.deleteSync(key);
      break;
    case 1:
      notes.popSync(key, undefined);
      break;
    default:
      notes.setSync(key, { key, text: '.'.repeat(random.below(300)) });
  }
}

function useHeap(heap: Storm['heap'], random: Random): void {
  const length = heap.lengthSync();
  switch (random.below(7)) {
    case 0:
      heap.reverseSync();
      break;
    case 1:
      heap.spliceSync(random.below(length + 1), random.below(40));
      break;
    case 2:
      heap.insertSync(random.below(length + 1), 'a text that takes a block');
      break;
    case 3:
      heap.sortSync((a, b) => String(a).length - String(b).length);
      break;
    case 4:
      if (length > 0) heap.setSync(0, random.next());
      break;
    default:
      heap.extendSync(Array.from({ length: random.below(20) }, (_, i) => (i % 2 === 0 ? i : `item ${i}`)));
  }
}
