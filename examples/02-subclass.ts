/**
 * Lesson 2: a thread as a class. In Python:
 *
 *     class MyThread(Thread):
 *         def __init__(self, name):
 *             super().__init__()
 *             self.who = name
 *         def run(self):
 *             print(f'{self.who} begins') …
 *
 * `run` runs in the new thread, on a copy of the object: its fields travel, as arguments do. A class that brings along all
 * that it needs travels as its source. One that uses its module is marked instead, and found there again by its name.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainProgram, Thread, task } from '@weft/threads';

class MyThread extends Thread {
  readonly who: string;

  constructor(who: string) {
    super();
    this.who = who;
  }

  override async run(): Promise<void> {
    const { setTimeout: sleep } = await import('node:timers/promises');
    console.log(`${this.who} begins`);
    await sleep(300);
    console.log(`${this.who} ends`);
  }
}

class MarkedThread extends Thread {
  static {
    task(import.meta.url, MarkedThread);
  }

  override async run(): Promise<void> {
    console.log(`${this.name} uses what its module has imported`);
    await sleep(10); // imported above
  }
}

// The thread of a marked class imports this module, too: what only the program is to do stands behind this.
if (isMainProgram()) {
  const thread = new MyThread('my thread').start();
  console.log('ending');
  await thread.join();
  await new MarkedThread({ name: 'the marked thread' }).start().join();
}
