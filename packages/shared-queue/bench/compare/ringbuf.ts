/** The ring of the npm package `ringbuf.js`, on one buffer in both threads. */
import type { Player } from '@weft/bench';
import { RingBuffer } from 'ringbuf.js';
import { type Moving, numberOf, type Share, timed } from '../contenders/moved.js';

export function ringBuffer(capacity: number): SharedArrayBuffer {
  return RingBuffer.getStorageForCapacity(capacity, Int32Array as never);
}

/** Arrays of `size` items, 1 for item by item: its only way in and out. */
export const arrays: Player<Moving<SharedArrayBuffer>, Share> = (
  { channel, put, take, size },
  { index, together },
) => {
  const ring = new RingBuffer(channel, Int32Array as never);
  const items = Int32Array.from({ length: size }, (_, i) => i);
  if (index === 0) {
    return () => {
      together();
      return timed(() => {
        let sum = 0;
        for (let done = 0; done < put; done += size) {
          if (size === 1) items[0] = numberOf(done);
          for (let i = 0; i < size; i += 1) sum += items[i] as number;
          for (let pushed = 0; pushed < size; ) pushed += ring.push(items, size - pushed, pushed);
        }
        return sum;
      });
    };
  }
  return () => {
    together();
    return timed(() => {
      let sum = 0;
      for (let taken = 0; taken < take; ) {
        const count = ring.pop(items, size);
        for (let i = 0; i < count; i += 1) sum += items[i] as number;
        taken += count;
      }
      return sum;
    });
  };
};
