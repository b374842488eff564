/** Waiting for a daemon keeps the program alive. */
import { Process, Thread } from '@weft/threads';

const slow = () => new Promise((resolve) => setTimeout(resolve, 200, 'result'));

const thread = new Thread({ target: slow, daemon: true }).start();
const child = new Process({ target: slow, daemon: true }).start();
console.log(`joined ${await thread.join()} ${await child.join()}`);
console.log(await new Thread({ target: slow, daemon: true }).start().result);
console.log(await new Process({ target: slow, daemon: true }).start().result);
