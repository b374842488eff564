/** Whatever somebody writes into the memory of a pipe: an error, never a hang, never a read beyond it. */
import { Region } from '@weft/atomics';
import { Pipe } from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';

const SEED = runSeed('hostile memory of pipes');
const CODES = new Set([
  'ERR_WEFT_CORRUPT_REGION',
  'ERR_WEFT_CODEC',
  'ERR_WEFT_TIMEOUT',
  'ERR_WEFT_END_OF_FILE',
  'ERR_WEFT_BROKEN_PIPE',
  'ERR_WEFT_CLOSED',
  'ERR_WEFT_CAPACITY',
  'ERR_WEFT_ARGUMENT',
]);

/** Runs it; an error has to be one of Weft's. */
function tolerated(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    expect(CODES).toContain((error as { code?: string }).code);
  }
}

function isLock(word: number): boolean {
  const inStream = (word - 128) % 128;
  return word >= 128 && word < 3 * 128 && (inStream < 3 || (inStream >= 32 && inStream < 35));
}

describe('overwritten memory of a pipe', () => {
  it('is refused or read as far as it makes sense', () => {
    const random = new Random(SEED);
    for (let round = 0; round < scaled(400); round += 1) {
      const region = Region.create({ bytes: 64 * 1024 });
      const [a, b] = Pipe({ in: region, capacity: 4096 });
      const words = new Int32Array((region.handle as unknown as { buffer: SharedArrayBuffer }).buffer);
      const [pipe] = region.inspect().objects.filter(({ kind }) => kind === 'Pipe');
      const first = (pipe?.byteOffset ?? 0) / 4 + 4;
      for (let i = 0; i < 5; i += 1) a.sendSync({ i, text: 'x'.repeat(50) });
      for (let write = 0; write < 3; write += 1) {
        // The words of the ends and streams, and what lies in the ring; but locks that seem to be held stay held.
        const word = random.below(128 + 2 * 128 + 200);
        const at = first + (isLock(word) ? 128 + 3 : word);
        words[at] = random.pick([0, -1, 1, 0x7fffffff, -0x80000000, random.below(2 ** 31), words[at]! ^ 64]);
      }
      for (let i = 0; i < 6; i += 1) {
        tolerated(() => b.recvSync({ timeout: 0 }));
        tolerated(() => a.recvBytesSync({ timeout: 0 }));
        tolerated(() => b.sendSync([i], { timeout: 0 }));
        tolerated(() => a.pollSync());
      }
      tolerated(() => a.close());
      tolerated(() => b.close());
      region.close();
    }
  });

  it('with impossible sizes is not opened', () => {
    const region = Region.create({ bytes: 64 * 1024 });
    Pipe({ in: region, name: 'p', capacity: 4096 });
    const words = new Int32Array((region.handle as unknown as { buffer: SharedArrayBuffer }).buffer);
    const at = (region.inspect().objects.find(({ kind }) => kind === 'Pipe')?.byteOffset ?? 0) / 4 + 4;
    for (const [word, value] of [
      [0, 3],
      [0, 2 ** 20],
      [1, 5],
      [2, 0],
      [2, 3],
    ] as const) {
      const before = words[at + word] as number;
      words[at + word] = value;
      expect(() => region.get('p.0')).toThrowError(
        expect.objectContaining({ code: 'ERR_WEFT_CORRUPT_REGION' }),
      );
      words[at + word] = before;
    }
  });
});
