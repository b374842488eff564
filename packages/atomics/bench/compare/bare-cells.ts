/** `Atomics.add`, on the word itself. */
import { type AddingPlayer, addingPlayer } from '../contenders/adding.js';

export const add: AddingPlayer = addingPlayer(() => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  return {
    add: () => Atomics.add(words, 0, 1),
    read: () => Atomics.load(words, 0),
    clear: () => Atomics.store(words, 0, 0),
  };
});
