import { Region } from '@weft/atomics';
import { type Connection, Pipe } from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { type Setting, threadSettings } from '../../../atomics/dist-test/support/setting.js';
import { pipeSuite } from './conformance/pipe.js';

const [inPrivateBuffers, inRegion] = threadSettings as [Setting, Setting];

/** Two pipes of the smallest size, and what actors put beside them, need more room than locks do. */
const inLargerRegion: Setting = {
  ...inRegion,
  place() {
    const region = Region.create({ bytes: 256 * 1024 });
    return {
      options: (name) => ({ in: region, ...(name !== undefined && { name }) }),
      close: () => region.close(),
    };
  },
};

for (const setting of [inPrivateBuffers, inLargerRegion]) pipeSuite(setting);

describe('Pipe()', () => {
  it.each([
    [{ duplex: 1 }],
    [{ capacity: 0 }],
    [{ capacity: 4095 }],
    [{ capacity: 2 ** 29 + 1 }],
    [{ capacity: '5' }],
    [{ scope: 'moon' }],
    [{ in: {} }],
    [5],
    [null],
  ])('refuses %j', (options) => {
    expectThrow(() => Pipe(options as never), 'ERR_WEFT_ARGUMENT');
  });

  it('rounds its capacity up', () => {
    const [a, b] = Pipe({ capacity: 5000 });
    expect([a.capacity, b.capacity]).toEqual([8192, 8192]);
    expect(Pipe()[0].capacity).toBe(256 * 1024);
  });

  it('with a name opens the same pipe again, whose ends the region finds', () => {
    using region = Region.create({ bytes: 128 * 1024 });
    const [a] = Pipe({ in: region, name: 'p', capacity: 4096 });
    const [, b] = Pipe({ in: region, name: 'p', capacity: 4096 });
    a.sendSync('same');
    expect(b.recvSync()).toBe('same');
    expect((region.get('p.1') as Connection).writable).toBe(true);
    expect(region.inspect().objects.map(({ kind, name }) => [kind, name])).toEqual([
      ['Pipe', 'p'],
      ['Connection', 'p.0'],
      ['Connection', 'p.1'],
    ]);
    expectThrow(() => Pipe({ in: region, name: 'p', capacity: 4096, duplex: false }), 'ERR_WEFT_ARGUMENT');
  });

  it('holds at most so many threads at an end, of which dead ones do not count', () => {
    using region = Region.create({ bytes: 128 * 1024 });
    const [a, b] = Pipe({ in: region, capacity: 4096 });
    expect(a.describe()).toEqual({ readable: true, writable: true });
    b.close();
    expectThrow(() => a.sendSync(1), 'ERR_WEFT_BROKEN_PIPE');
  });
});
