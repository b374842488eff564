/** Leaves a selectAsync pending on its standard input, and does nothing else. Arguments: selector, `ref` or `unref`. */
import { EVENT_READ } from '@weft/native-epoll';
import { say } from '../support/say.js';
import { selectorOf } from '../support/settings.js';

const [title = '', kind] = process.argv.slice(2);
const selector = selectorOf(title);
selector.register(0, EVENT_READ);
if (kind === 'unref') selector.unref();
selector.selectAsync({ timeout: 100_000 }).then(([event]) => {
  say(`ready ${event?.[1]}`);
  selector.close();
}, say);
process.on('exit', () => say('exit'));
say('waiting');
