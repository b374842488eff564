/**
 * Lesson 1: a thread. In Python:
 *
 *     def func(name):
 *         print(f'{name} begins')
 *         time.sleep(3)
 *         print(f'{name} ends')
 *
 *     t = Thread(target=func, args=('the thread',))
 *     t.start()
 *     print('ending')
 *
 * The program goes on at once, so "ending" appears before the thread ends. And it does not end before the thread has.
 *
 * A function that becomes a thread travels as its source: it gets all that it uses as arguments, or imports it itself.
 * (A second is a tenth of one here.)
 */
import { Thread } from '@weft/threads';

async function func(name: string): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  console.log(`${name} begins`);
  await sleep(300);
  console.log(`${name} ends`);
}

const thread = new Thread({ target: func, args: ['the thread'] });
thread.start();
console.log('ending');
