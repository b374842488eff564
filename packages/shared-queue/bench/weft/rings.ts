/** Weft's ring in loops, one function each, so that each loop is compiled for what it runs. */
import '@weft/native-shm';
import '@weft/shared-queue';
import { attach } from '@weft/atomics';
import type { Player } from '@weft/bench';
import type { SpscRing } from '@weft/shared-queue';
import { type Moving, numberOf, type Share, timed } from '../contenders/moved.js';

type NumberRing = SpscRing<'int32'>;

/** Item by item; both ends poll. */
export const oneByOne: Player<Moving, Share> = ({ channel, put, take }, { index, together }) => {
  const ring = attach<NumberRing>(channel);
  if (index === 0) {
    const producer = ring.producer();
    return () => {
      together();
      return timed(() => {
        let sum = 0;
        for (let i = 0; i < put; i += 1) {
          const item = numberOf(i);
          while (!producer.push(item));
          sum += item;
        }
        producer.flush();
        return sum;
      });
    };
  }
  const consumer = ring.consumer();
  return () => {
    together();
    return timed(() => {
      let sum = 0;
      for (let taken = 0; taken < take; ) {
        const item = consumer.pop();
        if (item === undefined) continue;
        sum += item;
        taken += 1;
      }
      return sum;
    });
  };
};

/** In batches of `size`. */
export const batches: Player<Moving, Share> = ({ channel, put, take, size }, { index, together }) => {
  const ring = attach<NumberRing>(channel);
  const items = Int32Array.from({ length: size }, (_, i) => i);
  if (index === 0) {
    const producer = ring.producer();
    return () => {
      together();
      return timed(() => {
        let sum = 0;
        for (let done = 0; done < put; done += size) {
          for (let i = 0; i < size; i += 1) sum += items[i] as number;
          for (let pushed = producer.pushMany(items); pushed < size; ) {
            pushed += producer.pushMany(items.subarray(pushed));
          }
        }
        return sum;
      });
    };
  }
  const consumer = ring.consumer();
  return () => {
    together();
    return timed(() => {
      let sum = 0;
      for (let taken = 0; taken < take; ) {
        const count = consumer.popMany(items);
        for (let i = 0; i < count; i += 1) sum += items[i] as number;
        taken += count;
      }
      return sum;
    });
  };
};
