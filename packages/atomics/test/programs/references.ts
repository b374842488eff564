/** ref() and unref() of one object, before and during waits, in any order. */
import { Event } from '@weft/atomics';

const event = new Event();
event.unref().ref().unref();
void event.wait().then(() => console.log('first'));
void event.wait().then(() => console.log('second'));
event.ref();
setTimeout(() => {
  console.log('held');
  event.unref();
  // Without a reference the process ends before this.
  setTimeout(() => console.log('never'), 60_000).unref();
}, 50).unref();
