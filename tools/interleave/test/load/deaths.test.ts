import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { load } from '../../dist/load/load.js';
import { KIND, type Subject, type ThreadCode } from '../../dist/machine/op.js';
import { act, memoryOf, runAlone } from './run.js';

const entry = fileURLToPath(new URL('./deaths.js', import.meta.url));

/** Lets a thread take the lock, which takes it one step. */
function takeLock(thread: ThreadCode): void {
  const op = thread.begin();
  expect(op?.kind).toBe(KIND.COMPARE_EXCHANGE);
  if (op !== undefined) thread.resume(act(op));
}

describe.each(['threads', 'processes'])('a lock between %s', (name) => {
  const fresh = async (): Promise<{ subject: Subject; threads: readonly ThreadCode[] }> => {
    const subject = (await load({ entry, name })).fresh();
    return { subject, threads: subject.threads };
  };

  it('whose owner died is abandoned for who waits, blocking or not', async () => {
    const { subject, threads } = await fresh();
    const putBack = memoryOf(subject);
    for (const [waiter, outcome] of [
      [1, 'OwnerDiedError'],
      [2, [false, 'OwnerDiedError']],
      [1, 'OwnerDiedError'],
    ] as const) {
      putBack();
      subject.alive[0] = true;
      takeLock(threads[0] as ThreadCode);
      subject.alive[0] = false;
      expect(runAlone(threads[waiter] as ThreadCode)).toEqual(outcome);
    }
  });

  it('is free once its owner has ended well, and not taken from who lives', async () => {
    const { subject, threads } = await fresh();
    const putBack = memoryOf(subject);
    runAlone(threads[0] as ThreadCode);
    expect(runAlone(threads[1] as ThreadCode)).toBe('acquired');
    putBack();
    takeLock(threads[0] as ThreadCode);
    expect(runAlone(threads[2] as ThreadCode)).toEqual([false, 'TimeoutError']);
  });
});
