import { describe, expect, it } from 'vitest';
import { run } from './support/run.js';

/** What a lesson prints. It must end by itself, and without a complaint. */
async function linesOf(lesson: string): Promise<string[]> {
  const { exitCode, lines, errors } = await run(`${lesson}.js`);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  return lines;
}

describe('the lessons about pipes and pools', () => {
  it('19: both ends send and receive', async () => {
    const lines = await linesOf('19-pipe');
    expect(lines).toEqual([
      'The parent got: hello',
      'The child got: hi son',
      'The child has closed its end.',
    ]);
  });

  it('21: five tasks on five workers, and the sixth waits', async () => {
    expect(await linesOf('21-process-pool')).toEqual([
      '5 tasks run, 1 waits',
      'Results: 0 1 4 9 16 25',
      'map: 1 4 9 16',
      'imap: 25 36 49',
      'join before close: PoolStateError',
      'end',
    ]);
  });
});
