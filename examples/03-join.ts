/**
 * Lesson 3: join. It holds up whoever calls it, and nobody else: two threads of 2 and 5 seconds are both done after 5,
 * although the program waits for the first one first.
 *
 *     t1.start(); t2.start()
 *     t1.join(); t2.join()
 *     print('ending', time.time() - began)      # 5, not 7
 *
 * (A second is a tenth of one here.)
 */
import { Thread } from '@weft/threads';

async function func(name: string, milliseconds: number): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  console.log(`${name} begins`);
  await sleep(milliseconds);
  console.log(`${name} ends`);
}

const began = performance.now();
const quick = new Thread({ target: func, args: ['the quick thread', 200] }).start();
const slow = new Thread({ target: func, args: ['the slow thread', 500] }).start();
console.log(`joined within 50 ms: ${await slow.join({ timeout: 50 })}`);
await quick.join();
await slow.join();
console.log(`ending after ${((performance.now() - began) / 100).toFixed(0)} tenths of a second`);
