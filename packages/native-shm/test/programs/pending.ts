/** Has a wait pending when it has nothing else to do; says what becomes of it. */
import { Event } from '@weft/atomics';
import { fromHandleString } from '@weft/native-shm';

const [, , how, handle] = process.argv as [string, string, string, string];
const event = fromHandleString<Event>(handle);
if (how === 'unref') event.unref();
void event.wait(how === 'timeout' ? { timeout: 50 } : {}).then((set) => console.log(`set: ${set}`));
new Event({ in: fromHandleString(JSON.stringify({ ...JSON.parse(handle).region })), name: 'up' }).set();
