/** The channel of the npm package `multithreading`, between two threads of its own pool. */
import type { Contender } from '@weft/bench';
import { channel, move, shutdown, spawn } from 'multithreading';
import { checkSums, type Share, wallMicroseconds } from './moved.js';

const CAPACITY = 1024;

/** Its memory for items, in bytes: with less, a full channel of objects fails instead of waiting. */
const SIZE = 2 ** 22;

/** @param kind `numbers` or the small objects of all contenders */
export function multithreadingChannel(kind: 'numbers' | 'objects', items: number, where?: string): Contender {
  return {
    name: 'multithreading channel',
    role: 'peer',
    case: where,
    start() {
      return {
        async round() {
          const [sender, receiver] = channel<unknown>(CAPACITY, { size: SIZE });
          // Functions travel as text: they cannot use what is outside of them.
          const producing = spawn(move(sender, items, kind), (sender, items, kind) => {
            const from = Number(process.hrtime.bigint()) / 1e6;
            let sum = 0;
            for (let i = 0; i < items; i += 1) {
              const id = i & 0xffff;
              sum += id;
              const item = kind === 'numbers' ? id : { id, name: 'alex', price: 9.5, tags: ['new', 'cheap'] };
              const result = sender.blockingSend(item);
              if (!result.ok) throw result.error;
            }
            return { sum, from, to: Number(process.hrtime.bigint()) / 1e6 };
          });
          const consuming = spawn(move(receiver, items, kind), (receiver, items, kind) => {
            const from = Number(process.hrtime.bigint()) / 1e6;
            let sum = 0;
            for (let i = 0; i < items; i += 1) {
              const result = receiver.blockingRecv();
              if (!result.ok) throw result.error;
              sum += kind === 'numbers' ? (result.value as number) : (result.value as { id: number }).id;
            }
            return { sum, from, to: Number(process.hrtime.bigint()) / 1e6 };
          });
          const shares = (await Promise.all([producing.join(), consuming.join()])).map((result): Share => {
            if (!result.ok) throw result.error;
            return result.value as Share;
          });
          checkSums(shares, 1);
          return items / wallMicroseconds(shares);
        },
        stop: () => shutdown(),
      };
    },
  };
}
