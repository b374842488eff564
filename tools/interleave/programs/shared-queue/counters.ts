/** Puts the counters of empty queues and rings where they turn over soon: they were used for long. */
import type { PriorityQueue, Queue, SpscRing } from '@weft/shared-queue';

/** Behind the header of the only block in its memory. The offsets are those of `packages/shared-queue/src/layout.ts`. */
const STATE = 4;
const MEMORY_AT = 2;
const DONE = 5;
const SEQUENCE_LOW = 39;
const PUT = 32;
const GET = 64;
const COMMIT = 3;
const POSITION = 4;
const OTHER_COMMIT = 6;
const OTHER_POSITION = 7;
const PUSHED = 64;
const RING_POSITIONS = [32, PUSHED, 96, 128];

function wordsOf({ handle }: { readonly handle: object }): Int32Array {
  return new Int32Array((handle as { buffer: SharedArrayBuffer }).buffer);
}

/** As if so many items had been put, taken and done, over so many words of its ring. */
export function beginAt<T>(
  queue: Queue<T>,
  { items, position }: { readonly items: number; readonly position: number },
): void {
  const words = wordsOf(queue);
  words[STATE + DONE] = items & 0x7fffffff;
  for (const end of [STATE + PUT, STATE + GET]) {
    words[end + COMMIT] = items * 2;
    words[end + POSITION] = position;
    words[end + OTHER_COMMIT] = items * 2;
    words[end + OTHER_POSITION] = position;
  }
}

/** As if so many items had been pushed and popped. Nobody has an end of it yet. */
export function beginRingAt(ring: SpscRing, position: number): void {
  const words = wordsOf(ring);
  for (const at of RING_POSITIONS) words[STATE + at] = position;
}

/** How far the producer of a ring is, whether it has published that or not. */
export function pushedTo(ring: SpscRing): number {
  return Atomics.load(wordsOf(ring), STATE + PUSHED);
}

/** As if 2^32 less one items had been put into a queue of cells and done. */
export function beginAtLastSequence<T>(queue: PriorityQueue<T>): void {
  const words = wordsOf(queue);
  words[STATE + SEQUENCE_LOW] = -1;
  words[STATE + DONE] = 0x7fffffff;
}

/** Whether the first cell is an item, whoever may have died since it became one. */
export function hasFirstItem<T>(queue: PriorityQueue<T>): boolean {
  const words = wordsOf(queue);
  return Atomics.load(words, STATE + Atomics.load(words, STATE + MEMORY_AT)) !== 0;
}
