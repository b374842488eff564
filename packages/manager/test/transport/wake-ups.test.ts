/** Two threads, each with an event loop of its own: none of them sleeps for ever. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { duplexBytes, duplexOf } from '../../dist/transport/layout.js';
import { End, quiet } from './pair.js';

describe('wake-ups between threads', () => {
  for (const ringBytes of [1, 16, 1024]) {
    it(`none is lost, with rings of ${ringBytes} bytes`, { timeout: 120_000 }, async () => {
      const seed = runSeed('wake-ups');
      const random = new Random(seed);
      const buffer = new SharedArrayBuffer(duplexBytes(ringBytes));
      const worker = new Worker(new URL('./programs/echo.js', import.meta.url), {
        workerData: { buffer, ringBytes, seed },
      });
      await once(worker, 'message');
      const end = new End(duplexOf(buffer, 'client', ringBytes));
      end.ring = () => worker.postMessage(0);
      worker.on('message', () => end.stream.rung(1));
      end.stream.read();
      const sent: Buffer[] = [];
      let total = 0;
      for (let round = 0; round < scaled(400); round += 1) {
        const bytes = Buffer.from(
          Array.from({ length: 1 + random.below(2 * ringBytes) }, () => random.below(256)),
        );
        sent.push(bytes);
        total += bytes.length;
        end.stream.write(bytes, bytes.length);
        // Sometimes the next one is written while this is under way, sometimes when all are asleep.
        if (random.below(3) > 0) await until(() => end.comeBytes === total, 'all have come back');
        if (random.below(10) === 0) await quiet();
      }
      await until(() => end.comeBytes === total, 'all have come back');
      expect(end.come().equals(Buffer.concat(sent))).toBe(true);
      expect(end.faults).toEqual([]);
      await worker.terminate();
    });
  }
});
