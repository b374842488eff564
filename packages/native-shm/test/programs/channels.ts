/** Takes the lock that it is given by any channel, and says so. */
import { attach, type Lock } from '@weft/atomics';
import { fromHandleString } from '@weft/native-shm';

function take(lock: Lock): void {
  lock.acquireSync();
  console.log(String(lock));
}

const [, , text] = process.argv;
const variable = process.env.LOCK;
if (text !== undefined) take(fromHandleString<Lock>(text));
else if (variable !== undefined) take(fromHandleString<Lock>(variable));
else process.once('message', (message) => take(attach<Lock>(message)));
