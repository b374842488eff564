import { ProcessRegion } from '@weft/native-shm';
import { type Connection, Pipe, Process } from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import type { Setting } from '../../../atomics/dist-test/support/setting.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { mixedWorld, processWorld } from '../../../native-shm/dist-test/support/process-world.js';
import { pipeSuite } from './conformance/pipe.js';

function inProcessRegion(): ReturnType<Setting['place']> {
  const region = ProcessRegion.anonymous({ bytes: 512 * 1024 });
  return {
    options: (name) => ({ in: region, ...(name !== undefined && { name }) }),
    close: () => region.close(),
  };
}

pipeSuite({ title: 'processes', world: processWorld, place: inProcessRegion });
pipeSuite({ title: 'processes and threads', world: mixedWorld, place: inProcessRegion });

describe('a pipe with memory of its own for processes', () => {
  it('works, and its memory goes with its ends', () => {
    const [a, b] = Pipe({ scope: 'process' });
    a.sendSync({ hello: 'son' });
    expect(b.recvSync()).toEqual({ hello: 'son' });
    a.close();
    expectThrow(() => b.recvSync(), 'ERR_WEFT_END_OF_FILE');
    b.close();
    b.close();
    a[Symbol.dispose]();
    expectThrow(() => a.sendSync(1), 'ERR_WEFT_CLOSED');
  });

  it('is not disturbed by signals while it blocks, in either direction', async () => {
    let heard = 0;
    const listener = () => {
      heard += 1;
    };
    process.on('SIGUSR2', listener);
    const [mine, theirs] = Pipe({ scope: 'process', capacity: 4096 });
    const target = (connection: Connection, times: number) => {
      const clock = new Int32Array(new SharedArrayBuffer(4));
      const signalOften = () => {
        for (let time = 0; time < times; time += 1) {
          process.kill(process.ppid, 'SIGUSR2');
          Atomics.wait(clock, 0, 0, 1);
        }
      };
      signalOften();
      connection.sendSync('first');
      // Now the parent waits for room.
      signalOften();
      connection.sendSync(connection.recvBytesSync().length);
    };
    const child = new Process({ target, args: [theirs, 20] }).start();
    expect(mine.recvSync()).toBe('first');
    mine.sendBytesSync(new Uint8Array(50_000));
    expect(mine.recvSync()).toBe(50_000);
    await child.join();
    await until(() => heard > 0, 'the signal is heard');
    process.off('SIGUSR2', listener);
    mine.close();
    theirs.close();
  });

  it('does not take a region', () => {
    using region = ProcessRegion.anonymous({ bytes: 512 * 1024 });
    expectThrow(() => Pipe({ scope: 'process', in: region }), 'ERR_WEFT_ARGUMENT');
  });
});
