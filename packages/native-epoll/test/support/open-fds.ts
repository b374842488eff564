/** Finds leaks: what this process has open. */
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';

/** How many file descriptors are open, the one that reads the folder not counted. */
export function openFds(): number {
  return readdirSync('/proc/self/fd').length - 1;
}

/** Runs `body`, after which as many file descriptors must be open as before. */
export function leavesNothingOpen(body: () => void): void {
  const before = openFds();
  body();
  expect(openFds()).toBe(before);
}
