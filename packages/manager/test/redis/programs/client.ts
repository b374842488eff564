/** A client that takes hold of something, or waits for it, and says so. Arguments: address, what to do, name. */
import { Manager } from '@weft/manager';
import { say, told } from '../support/child.js';

const [url = '', deed = '', name = ''] = process.argv.slice(2);
const manager = await Manager.connect(url);

/** What it says to an error. */
const sayCode = (error: Error & { code?: string }) => say(error.code ?? error.message);

const deeds: Readonly<Record<string, () => Promise<void>>> = {
  async holdLock() {
    const guard = await (await manager.lock({ name })).acquire();
    guard.lost.addEventListener('abort', () => say(`lost ${guard.lost.reason.code}`));
    say(`holds ${guard.fence}`);
    await told();
    await guard.release().then(() => say('released'), sayCode);
  },
  async waitForLock() {
    say('waits');
    await (await manager.lock({ name })).acquire();
    say('acquired');
  },
  async holdPermits() {
    await (await manager.semaphore(3, { name })).acquire({ count: 2 });
    say('holds');
  },
  async arriveOfThree() {
    await (await manager.barrier(3, { name })).wait();
  },
  async takeItems() {
    const queue = await manager.queue<number>({ name });
    say(`takes ${[await queue.get(), await queue.get(), await queue.get()].join(' ')}`);
    await queue.taskDone();
    say('has done one');
    await told();
    await queue.taskDone(2).then(() => say('has done all'), sayCode);
  },
  async append() {
    const list = await manager.list<number>([], { name });
    for (let i = 0; ; i += 1) {
      await list.append(i);
      say(String(i));
    }
  },
  async work() {
    const queue = await manager.queue<number>({ name });
    const done = await manager.list<number>([], { name: `${name} done` });
    say('works');
    for await (const item of queue) {
      await done.append(item);
      await queue.taskDone();
    }
  },
  async sleep() {
    const condition = await manager.condition(undefined, { name });
    await condition.run(async () => {
      say('sleeps');
      await condition.wait();
    });
  },
};

await deeds[deed]?.();
// Ends only when it is killed.
setInterval(() => {}, 1000);
