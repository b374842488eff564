/** Ends while daemons are at work. */
import { Thread } from '@weft/threads';

const print = () => {
  for (;;) process.stdout.write('');
};

const daemons = Array.from({ length: 40 }, () => new Thread({ target: print, daemon: true }).start());
await new Promise((resolve) => setTimeout(resolve, daemons.length * 5));
