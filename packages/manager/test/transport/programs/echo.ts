/** A thread that sends back what comes through shared memory, after pauses. */
import { parentPort, workerData } from 'node:worker_threads';
import { Random } from '../../../../atomics/dist-test/support/random.js';
import { duplexOf } from '../../../dist/transport/layout.js';
import { SharedStream } from '../../../dist/transport/shared-stream.js';

const { buffer, ringBytes, seed } = workerData as {
  buffer: SharedArrayBuffer;
  ringBytes: number;
  seed: number;
};
const random = new Random(seed);
const stream: SharedStream = new SharedStream(duplexOf(buffer, 'server', ringBytes), {
  ring: () => parentPort?.postMessage(0),
  onBytes(bytes) {
    const answer = () => stream.write(bytes, bytes.length);
    if (random.below(4) > 0) answer();
    else {
      // Until this side sleeps, perhaps; in order all the same.
      stream.pause();
      const goOn = () => {
        answer();
        stream.read();
      };
      if (random.below(2) === 0) setTimeout(goOn, random.below(2));
      else setImmediate(goOn);
    }
  },
  onFault(error) {
    throw error;
  },
});
parentPort?.on('message', () => stream.rung(1));
stream.read();
parentPort?.postMessage(1);
