import * as weft from '@weft/atomics';
import { describe, expect, it } from 'vitest';

/** The codes are part of the contract: they may be added to, not changed. */
const CODES = {
  ArgumentError: 'ERR_WEFT_ARGUMENT',
  BlockingNotAllowedError: 'ERR_WEFT_BLOCKING_NOT_ALLOWED',
  BrokenBarrierError: 'ERR_WEFT_BROKEN_BARRIER',
  CapacityError: 'ERR_WEFT_CAPACITY',
  ClosedError: 'ERR_WEFT_CLOSED',
  CorruptRegionError: 'ERR_WEFT_CORRUPT_REGION',
  NotOwnerError: 'ERR_WEFT_NOT_OWNER',
  OwnerDiedError: 'ERR_WEFT_OWNER_DIED',
  SemaphoreOverflowError: 'ERR_WEFT_SEMAPHORE_OVERFLOW',
  TimeoutError: 'ERR_WEFT_TIMEOUT',
} as const;

const classes = new Map(Object.entries(weft as unknown as Record<string, { prototype?: unknown }>));

describe('errors', () => {
  it.each(Object.entries(CODES))('%s has the code %s', (name, code) => {
    const Class = classes.get(name) as new (message: string) => weft.WeftError;
    const error = new Class('what happened');
    expect(error).toBeInstanceOf(weft.WeftError);
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message]).toEqual([name, code, 'what happened']);
    expect(String(error)).toBe(`${name}: what happened`);
  });

  it('DeadlockError has the code ERR_WEFT_DEADLOCK, and the cycle', () => {
    const cycle = [{ thread: 'main', identity: '0', wants: 'Lock', holds: 'Lock' }];
    const error = new weft.DeadlockError('what happened', cycle);
    expect(error).toBeInstanceOf(weft.WeftError);
    expect([error.name, error.code, error.cycle]).toEqual(['DeadlockError', 'ERR_WEFT_DEADLOCK', cycle]);
  });

  it('BrokenBarrierError can have a cause', () => {
    const cause = new weft.TimeoutError('too late');
    expect(new weft.BrokenBarrierError('broken', { cause }).cause).toBe(cause);
  });

  it('are all listed here', () => {
    const errors = [...classes].filter(([, Class]) => Class.prototype instanceof weft.WeftError);
    expect(errors.map(([name]) => name).sort()).toEqual([...Object.keys(CODES), 'DeadlockError'].sort());
  });
});
