/**
 * `postMessage` between two threads. It has no backpressure, so the producer stops every `WINDOW` items until the
 * consumer says that it has them; otherwise its memory would grow with the round.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Player } from '@weft/bench';
import { bytesOf, objectOf } from '../contenders/items.js';
import { type Moving, numberOf, type Share, timedAsync } from '../contenders/moved.js';

const WINDOW = 1024;

interface Kind<Item> {
  /** Makes what makes the items of a thread. */
  readonly maker: (size: number) => (i: number) => Item;
  readonly numberIn: (item: Item) => number;
}

function playerFor<Item>({ maker, numberIn }: Kind<Item>): Player<Moving, Share> {
  return ({ put, take, size }, { index, together, port }) => {
    const channel = port as MessagePort;
    const make = maker(size);
    const produce = () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        let next = 0;
        const send = () => {
          for (const end = Math.min(put, next + WINDOW); next < end; next += 1) {
            const item = make(next);
            sum += numberIn(item);
            channel.postMessage(item);
          }
          if (next < put) channel.once('message', send);
          else resolve(sum);
        };
        send();
      });
    const consume = () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        let taken = 0;
        const receive = (item: Item) => {
          sum += numberIn(item);
          taken += 1;
          if (taken === take) {
            channel.off('message', receive);
            resolve(sum);
          } else if (taken % WINDOW === 0) channel.postMessage('more');
        };
        channel.on('message', receive);
      });
    return () => {
      together();
      return timedAsync(index === 0 ? produce : consume);
    };
  };
}

export const numbers: Player<Moving, Share> = playerFor<number>({
  maker: () => numberOf,
  numberIn: (item) => item,
});

export const objects: Player<Moving, Share> = playerFor<{ id: number }>({
  maker: () => objectOf,
  numberIn: ({ id }) => id,
});

export const bytes: Player<Moving, Share> = playerFor<Uint8Array>({
  maker(size) {
    const item = bytesOf(size);
    return (i) => {
      item[size - 1] = i;
      return item;
    };
  },
  numberIn: (item) => item.at(-1) as number,
});
