/** What tests say about how calls end. */
import { expect } from 'vitest';

/** Matches an error with that `code`, of this thread or of an actor. */
export function errorWith(code: string, more: Record<string, unknown> = {}): unknown {
  return expect.objectContaining({ code, ...more });
}

/** The call throws an error with that `code`. */
export function expectThrow(call: () => unknown, code: string): void {
  expect(call).toThrowError(errorWith(code) as Error);
}

/** The promise rejects with an error of that `code`. */
export async function expectReject(promise: Promise<unknown>, code: string): Promise<void> {
  await expect(promise).rejects.toMatchObject({ code });
}

/** Whether the promise has settled once all that was ready to run in this thread has run. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await new Promise((resolve) => setTimeout(resolve, 0));
  return settled;
}
