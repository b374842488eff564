/** Weft's atomic cells. */
import { type AtomicInt32, attach } from '@weft/atomics';
import { type AddingPlayer, addingPlayer } from '../contenders/adding.js';

export const add: AddingPlayer = addingPlayer((handle) => {
  const cell = attach(handle) as AtomicInt32;
  return { add: () => cell.add(1), read: () => cell.load(), clear: () => cell.store(0) };
});
