/** A thread prints a lot, by `console`, while this one blocks; the reader of the pipe is slow. */
import { writeSync } from 'node:fs';
import { Thread } from '@weft/threads';

const print = () => {
  for (let i = 0; i < 3000; i += 1) console.log(`line ${i} ${'x'.repeat(100)}`);
  console.error('an error line');
};

writeSync(1, 'first\n');
const joined = new Thread({ target: print }).start().joinSync({ timeout: 20_000 });
writeSync(1, `joined ${joined}\n`);
