import { ProcessRegion } from '@weft/native-shm';
import { Pipe } from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import type { Setting } from '../../../atomics/dist-test/support/setting.js';
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

  it('does not take a region', () => {
    using region = ProcessRegion.anonymous({ bytes: 512 * 1024 });
    expectThrow(() => Pipe({ scope: 'process', in: region }), 'ERR_WEFT_ARGUMENT');
  });
});
