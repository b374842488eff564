/** What the platform itself offers for mutual exclusion: `Atomics`, and nothing around it. */
import { type CountingPlayer, countingPlayer } from '../contenders/counted.js';

/** Takes a free word and frees it: no waiting, no owner. The least that any lock can cost. */
export const exchangePair: CountingPlayer<Int32Array> = countingPlayer((words: Int32Array) => ({
  acquire: () => {
    if (Atomics.compareExchange(words, 0, 0, 1) !== 0) throw new Error('the word was not free');
  },
  release: () => {
    Atomics.exchange(words, 0, 0);
  },
}));

/** Takes the one permit there is and gives it back. */
export const subAndAdd: CountingPlayer<Int32Array> = countingPlayer((words: Int32Array) => ({
  acquire: () => {
    if (Atomics.sub(words, 0, 1) !== 0) throw new Error('the permit was not free');
  },
  release: () => {
    Atomics.add(words, 0, 1);
  },
}));

const FREE = 0;
const HELD = 1;
const CONTENDED = 2;

/** The lock of three states of U. Drepper, "Futexes Are Tricky": parks at once, knows no owner, has no guard. */
export const threeStateLock: CountingPlayer<Int32Array> = countingPlayer((words: Int32Array) => ({
  acquire: () => {
    if (Atomics.compareExchange(words, 0, FREE, HELD) === FREE) return;
    while (Atomics.exchange(words, 0, CONTENDED) !== FREE) Atomics.wait(words, 0, CONTENDED);
  },
  release: () => {
    if (Atomics.exchange(words, 0, FREE) === CONTENDED) Atomics.notify(words, 0, 1);
  },
}));
