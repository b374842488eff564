/**
 * Lesson 18: a queue between processes.
 *
 *     def f(q):
 *         q.put([12, 'hello', True])
 *
 *     q = Queue()
 *     p = Process(target=f, args=(q,))
 *     p.start()
 *     print(q.get())                            # [12, 'hello', True]
 *     p.join()
 *
 * It is the same `Queue` as between threads. All that is different is where it lives: in a region that processes share.
 */
import { ProcessRegion } from '@weft/native-shm';
import { Queue } from '@weft/shared-queue';
import { Process } from '@weft/threads';

function f(queue: Queue<unknown>): void {
  queue.putSync([12, 'hello', true]);
  queue.putSync(new Map([['any', new Date(0)]]));
}

const region = ProcessRegion.anonymous({ bytes: 1 << 20 });
const queue = new Queue<unknown>({ in: region, bytes: 1 << 16 });
const child = new Process({ target: f, args: [queue] }).start();
console.log(await queue.get());
console.log(await queue.get());
await child.join();
