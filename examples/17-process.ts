/**
 * Lesson 17: processes. They are used as threads are, and share nothing but what they are given:
 *
 *     p = Process(target=func, args=('child',))
 *     p.start()
 *     p.join()
 *     print(p.exitcode)
 *
 * A child is a program of its own, on another core, with memory of its own: it can be killed at any moment and breaks
 * nothing. Its exit code is 0, 1 after an error, or the negative number of the signal that has ended it. A daemonic one
 * does not hold up the program; and no child is left when the program is gone, however it has ended.
 */
import { activeChildren, currentProcess, Process, parentProcess } from '@weft/threads';

async function func(name: string): Promise<string> {
  const { currentProcess, parentProcess } = await import('@weft/threads');
  console.log(`${currentProcess().name}: my parent is ${parentProcess()?.name}`);
  return `${name} of another process: ${process.pid === parentProcess()?.pid ? 'no' : 'yes'}`;
}

const forever = () => {
  for (;;);
};

console.log(`${currentProcess().name}: my parent is ${parentProcess()?.name}`);
const child = new Process({ target: func, args: ['work'], name: 'the child' });
console.log(`before: alive ${child.isAlive()}, exit code ${child.exitCode}`);
child.start();
console.log(
  `started: alive ${child.isAlive()}, ${activeChildren().length} child, has a pid: ${child.pid !== undefined}`,
);
console.log(await child.result);
await child.join();
console.log(`after: alive ${child.isAlive()}, exit code ${child.exitCode}`);

const terminated = new Process({ target: forever }).start();
const killed = new Process({ target: forever }).start();
terminated.terminate();
killed.kill();
await Promise.all([terminated.join(), killed.join()]);
console.log(`terminated: ${terminated.exitCode}, killed: ${killed.exitCode}`);

const failing = new Process({ target: () => Promise.reject(new RangeError('told to the parent')) }).start();
await failing
  .join()
  .catch((error) => console.log(`${error.name}: ${error.message}, exit code ${failing.exitCode}`));

new Process({ target: forever, daemon: true }).start();
console.log('ending');
