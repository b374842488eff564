/** Mapping and unmapping under garbage collection, worker exit and repeated opening: each in a process of its own. */
import { describe, expect, it } from 'vitest';
import { ownFolder } from './support/own-folder.js';
import { runProgram } from './support/run-program.js';

ownFolder();

describe('Mapped memory', () => {
  it('does not leak in ten thousand rounds of opening and closing', async () => {
    const { code, stdout, stderr } = await runProgram('lifetime', ['rounds']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { mappings, grown } = JSON.parse(stdout) as { mappings: number; grown: number };
    // Some of the last rounds may wait for their collection still.
    expect(mappings).toBeLessThan(50);
    expect(grown).toBeLessThan(64);
  });

  it('is given back while the event loop stands still', async () => {
    const { code, stdout, stderr } = await runProgram('lifetime', ['oneTurn']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // Node lets an ArrayBuffer over foreign memory go in the next turn only; a SharedArrayBuffer in any collection.
    expect(Number(stdout)).toBeLessThan(process.env.WEFT_SHM_BUFFER === 'array' ? 50_000 : 5000);
  });

  it.each([
    ['stays as long as a buffer over it', 'buffer', 'true'],
    ['stays as long as a wait is pending, and close ends that', 'pending', 'ERR_WEFT_CLOSED'],
    ['outlives workers that end in every way', 'workers', '1'],
    ['can be used by a worker alone', 'onlyInWorker', '0'],
  ])('%s', async (_title, program, expected) => {
    const { code, stdout, stderr } = await runProgram('lifetime', [program]);
    expect({ code, stdout: stdout.trim(), stderr }).toEqual({ code: 0, stdout: expected, stderr: '' });
  });
});
