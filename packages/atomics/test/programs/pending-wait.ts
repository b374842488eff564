/**
 * A process in which nothing is going on but one pending wait.
 *
 *     pending-wait <kind of wait> <held|unref|ref|aborted>
 */
import { Event } from '@weft/atomics';
import { type PendingWait, waits } from '../support/waits.js';

const [name = '', mode] = globalThis.process.argv.slice(2);
const wait = waits[name]?.() as PendingWait;

globalThis.process.on('exit', () => console.log('exit'));
void wait.ended.then(() => console.log('released'));
// Fires only if something else keeps the process alive until then.
setTimeout(() => {
  console.log('alive');
  wait.release();
}, 300).unref();

if (mode === 'unref') wait.unref?.();
if (mode === 'aborted') {
  wait.unref?.();
  const abort = new AbortController();
  const event = new Event();
  event.wait({ signal: abort.signal }).catch(() => console.log('aborted'));
  setTimeout(() => abort.abort(), 10);
}
