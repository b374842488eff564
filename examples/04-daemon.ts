/**
 * Lesson 4: daemons. A program waits for its threads, but not for those that are daemons:
 *
 *     t = Thread(target=func, daemon=True)      # or t.daemon = True, before the start
 *     t.start()
 *     print('ending')                           # and "end" is never printed
 *
 * Setting the flag after the start is an error, and threads inherit it from the one that starts them.
 */
import { Event } from '@weft/atomics';
import { Thread } from '@weft/threads';

async function func(begun: Event): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  const { currentThread, Thread } = await import('@weft/threads');
  const inner = new Thread({ target: () => {} });
  console.log(`start: a daemon is ${currentThread().daemon}, and so is its own thread: ${inner.daemon}`);
  begun.set();
  await sleep(3_600_000);
  console.log('end');
}

const begun = new Event();
const thread = new Thread({ target: func, args: [begun] });
thread.daemon = true;
thread.start();
try {
  thread.daemon = false;
} catch (error) {
  console.log((error as Error).name);
}
await begun.wait();
console.log('ending');
