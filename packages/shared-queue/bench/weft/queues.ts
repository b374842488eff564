/** Weft's queue in loops, one function each, so that each loop is compiled for what it runs. */
import '@weft/native-shm';
import '@weft/shared-queue';
import { attach } from '@weft/atomics';
import type { Player } from '@weft/bench';
import type { Queue } from '@weft/shared-queue';
import { bytesOf, objectOf, type SmallObject } from '../contenders/items.js';
import { type Moving, numberOf, type Share, timed } from '../contenders/moved.js';

export const numbers: Player<Moving, Share> = ({ channel, put, take, producers }, { index, together }) => {
  const queue = attach<Queue<number>>(channel);
  const producing = () => {
    let sum = 0;
    for (let i = 0; i < put; i += 1) {
      const item = numberOf(i);
      queue.putSync(item);
      sum += item;
    }
    return sum;
  };
  const consuming = () => {
    let sum = 0;
    for (let i = 0; i < take; i += 1) sum += queue.getSync();
    return sum;
  };
  return () => {
    together();
    return timed(index < producers ? producing : consuming);
  };
};

export const batches: Player<Moving, Share> = (
  { channel, put, take, producers, size },
  { index, together },
) => {
  const queue = attach<Queue<number>>(channel);
  const items = Array.from({ length: size }, (_, i) => i);
  const producing = () => {
    let sum = 0;
    for (let done = 0; done < put; done += size) {
      for (let i = 0; i < size; i += 1) sum += items[i] as number;
      queue.putManySync(items);
    }
    return sum;
  };
  const consuming = () => {
    let sum = 0;
    for (let taken = 0; taken < take; ) {
      const batch = queue.getManySync(Math.min(size, take - taken));
      for (let i = 0; i < batch.length; i += 1) sum += batch[i] as number;
      taken += batch.length;
    }
    return sum;
  };
  return () => {
    together();
    return timed(index < producers ? producing : consuming);
  };
};

export const objects: Player<Moving, Share> = ({ channel, put, take, producers }, { index, together }) => {
  const queue = attach<Queue<SmallObject>>(channel);
  const producing = () => {
    let sum = 0;
    for (let i = 0; i < put; i += 1) {
      queue.putSync(objectOf(i));
      sum += numberOf(i);
    }
    return sum;
  };
  const consuming = () => {
    let sum = 0;
    for (let i = 0; i < take; i += 1) sum += queue.getSync().id;
    return sum;
  };
  return () => {
    together();
    return timed(index < producers ? producing : consuming);
  };
};

/** Bytes, each in an array of its own. */
export const bytes: Player<Moving, Share> = bytesPlayer((queue) => () => queue.getSync());

/** Bytes, all into the same array. */
export const bytesInto: Player<Moving, Share> = bytesPlayer((queue, size) => {
  const target = new Uint8Array(size);
  return () => {
    queue.getIntoSync(target);
    return target;
  };
});

function bytesPlayer(
  getterOf: (queue: Queue<Uint8Array>, size: number) => () => Uint8Array,
): Player<Moving, Share> {
  return ({ channel, put, take, producers, size }, { index, together }) => {
    const queue = attach<Queue<Uint8Array>>(channel);
    const item = bytesOf(size);
    const producing = () => {
      let sum = 0;
      for (let i = 0; i < put; i += 1) {
        item[size - 1] = i;
        queue.putSync(item);
        sum += i & 0xff;
      }
      return sum;
    };
    const get = getterOf(queue, size);
    const consuming = () => {
      let sum = 0;
      for (let i = 0; i < take; i += 1) sum += get()[size - 1] as number;
      return sum;
    };
    return () => {
      together();
      return timed(index < producers ? producing : consuming);
    };
  };
}
