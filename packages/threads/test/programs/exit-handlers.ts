/** What can be seen in the last moment. */
import { activeCount, currentThread, mainThread, Process, Thread } from '@weft/threads';

process.on('exit', () => {
  console.log(`${currentThread().name} ${currentThread() === mainThread()} ${activeCount()}`);
});

const target = () => {
  process.on('exit', () => console.log('handler of the process'));
};
const child = new Process({ target }).start();
await child.join();
new Thread({ target: () => {} }).start();
