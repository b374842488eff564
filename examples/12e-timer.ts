/**
 * Lesson 12, timers: a function that is called after a while, unless somebody cancels it.
 *
 *     t = Timer(0.1, hello, ('world',))
 *     t.start()
 *     t.cancel()
 *
 * Python calls it in a thread of its own. Here it is called in the thread that has made the timer, when that gets to its
 * event loop: no thread has to be started for it, and it may use everything around it.
 */
import { Timer } from '@weft/threads';

const greeted: string[] = [];
const hello = (name: string) => void greeted.push(name);

const first = new Timer(20, hello, ['world']).start();
const second = new Timer(10, hello, ['nobody']).start();
second.cancel();
second.cancel(); // once more does no harm
console.log(`alive: ${first.isAlive()} and ${second.isAlive()}`);
await first.join();
console.log(`hello, ${greeted.join(' and ')}`);
first.cancel(); // too late
const third = new Timer(0, hello, ['nobody']);
third.cancel(); // before it was started
await third.start().join();
console.log(`still only ${greeted.length}`);
