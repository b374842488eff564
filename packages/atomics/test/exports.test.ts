import * as weft from '@weft/atomics';
import { describe, expect, it } from 'vitest';

describe('the public surface', () => {
  it('is what it is said to be', () => {
    expect(Object.keys(weft).sort()).toEqual(
      [
        ['Lock', 'RLock', 'RWLock', 'Semaphore', 'BoundedSemaphore'],
        ['Event', 'Condition', 'Barrier', 'Latch'],
        ['AtomicInt32', 'AtomicUint32', 'AtomicInt64', 'AtomicFloat64', 'AtomicBool'],
        ['Region', 'SharedObject', 'ThreadMemory', 'share', 'attach', 'select', 'selectSync'],
        ['inContext', 'setThreadName', 'threadName', 'threadIdentity'],
        ['WeftError', 'ArgumentError', 'BlockingNotAllowedError', 'BrokenBarrierError', 'CapacityError'],
        ['ClosedError', 'CorruptRegionError', 'DeadlockError', 'NotOwnerError', 'OwnerDiedError'],
        ['SemaphoreOverflowError', 'TimeoutError'],
      ]
        .flat()
        .sort(),
    );
  });

  it('refuses deep imports', async () => {
    const inside = '@weft/atomics/dist/lock.js';
    const outcome = await import(inside).then(
      () => 'imported',
      () => 'refused',
    );
    expect(outcome).toBe('refused');
  });
});
