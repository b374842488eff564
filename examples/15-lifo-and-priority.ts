/**
 * Lesson 15: two other orders. The last in is the first out, or the lowest priority is.
 *
 *     s = queue.LifoQueue(); p = queue.PriorityQueue()
 *     p.put((5, 100)); p.put((3, 'hello'))
 *
 * In Python two items of equal priority are compared by their values, which fails if these are, say, dicts. Here only
 * priorities are compared, and equal ones come out as they went in.
 */
import { LifoQueue, PriorityQueue } from '@weft/shared-queue';

const stack = new LifoQueue<number>();
for (const value of [1, 2, 3]) stack.putSync(value);
console.log('LifoQueue:', stack.getSync(), stack.getSync(), stack.getSync());

const queue = new PriorityQueue<unknown>();
queue.putSync([5, 100]);
queue.putSync([7, 200]);
queue.putSync([3, 'hello']);
queue.putSync([4, { name: 'alex' }]);
queue.putSync([4, { name: 'sam' }]);
while (!queue.empty()) {
  const [priority, value] = queue.getSync();
  console.log(priority, value);
}
