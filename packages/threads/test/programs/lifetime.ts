/** Daemons are cut off, all others are waited for. */
import { Process, Thread } from '@weft/threads';

const slow = async (text: string) => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  console.log(text);
};
const never = async () => {
  await new Promise((resolve) => setTimeout(resolve, 600_000));
  console.log('never');
};

new Thread({ target: slow, args: ['thread ends'] }).start();
new Process({ target: slow, args: ['process ends'] }).start();
new Thread({ target: never, daemon: true }).start();
new Process({ target: never, daemon: true }).start();
console.log('main ends');
