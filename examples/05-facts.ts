/**
 * Lesson 5: what can be known about threads: `name` (to be changed at any time), `ident`, `is_alive()`, and, from anywhere,
 * `current_thread()`, `enumerate()` and `active_count()`.
 */
import { Event, Latch } from '@weft/atomics';
import { activeCount, currentThread, enumerate, mainThread, Thread } from '@weft/threads';

async function func(ready: Latch, go: Event): Promise<void> {
  const { currentThread } = await import('@weft/threads');
  const { name } = currentThread();
  ready.countDown();
  await go.wait();
  console.log(`${name} is now ${currentThread().name}`);
}

const ready = new Latch(2);
const go = new Event();
const threads = ['Anna', 'Ben'].map((name) => new Thread({ target: func, args: [ready, go], name }));
console.log(`before the start: alive ${threads[0]?.isAlive()}, ident ${threads[0]?.ident}`);
for (const thread of threads) thread.start();

console.log(`I am ${currentThread().name}: ${currentThread() === mainThread()}`);
console.log(`${activeCount()} threads:`);
for (const { name, ident, daemon } of enumerate())
  console.log(`  ${ident} ${name}${daemon ? ', a daemon' : ''}`);

const [anna, ben] = threads;
await ready.wait(); // both have asked for their names
if (anna) anna.name = 'Anna Maria';
go.set();
await Promise.all([anna?.join(), ben?.join()]);
console.log(`after the end: alive ${anna?.isAlive()}, ${activeCount()} thread, ${anna}`);
