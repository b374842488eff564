/** Reaches into the memory of a queue, to bring it into states that take long to reach, or should never be. */
import type { Queue } from '@weft/shared-queue';
import { END, QUEUE } from '../../dist/layout.js';

/** First state word of a queue in a private buffer. */
const STATE = 4;

/** The words of a queue that is made without a region. */
export function wordsOf(queue: Queue<never> | Queue<unknown>): Int32Array {
  return new Int32Array((queue.handle as { buffer: SharedArrayBuffer }).buffer);
}

/** The word at that offset of the queue's state. */
export function at(word: number): number {
  return STATE + word;
}

/** As if so many items, of so many words in all, had been put and taken. */
export function preset(queue: Queue<never> | Queue<unknown>, items: number, words: number): void {
  const memory = wordsOf(queue);
  for (const end of [QUEUE.PUT, QUEUE.GET]) {
    memory[at(end + END.COMMIT)] = items << 1;
    memory[at(end + END.POSITION)] = words | 0;
    memory[at(end + END.OTHER_COMMIT)] = items << 1;
    memory[at(end + END.OTHER_POSITION)] = words | 0;
  }
  memory[at(QUEUE.DONE)] = items & 0x7fffffff;
}
