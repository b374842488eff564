/** Blocks in select while signals come in. Arguments: selector, timeout in milliseconds. */
import { EVENT_READ } from '@weft/native-epoll';
import { say } from '../support/say.js';
import { selectorOf } from '../support/settings.js';

const [title = '', timeout] = process.argv.slice(2);
const selector = selectorOf(title);
selector.register(0, EVENT_READ);
process.on('SIGUSR1', () => say('signal'));
// The handler is in place once the loop has turned.
setImmediate(() => {
  const began = performance.now();
  say('blocking');
  const list = selector.select({ timeout: Number(timeout) });
  const early = list.length === 0 && performance.now() - began < Number(timeout);
  say(`selected ${list.length}${early ? ' early' : ''}`);
  // Signals that came meanwhile are told of in the next turns.
  setTimeout(() => process.exit(0), 50);
});
