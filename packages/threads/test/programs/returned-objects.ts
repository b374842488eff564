/** Gets a queue without having loaded the package that makes queues, itself. */
import type { Queue } from '@weft/shared-queue';
import { Thread } from '@weft/threads';

const target = async (count: number) => {
  const { Queue } = await import('@weft/shared-queue');
  const queue = new Queue<number>();
  for (let i = 0; i < count; i += 1) queue.putSync(i);
  return { queue };
};

const awaited = new Thread({ target, args: [1] }).start();
await awaited.join();
const blocked = new Thread({ target, args: [2] }).start();
blocked.joinSync();
for (const thread of [awaited, blocked]) {
  const { queue } = (await thread.result) as { queue: Queue<number> };
  console.log(queue.constructor.name, queue.qsize());
}
