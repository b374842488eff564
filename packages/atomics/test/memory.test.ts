/** ThreadMemory: the three verbs that all primitives are built on. */
import { type AsyncWait, ThreadMemory } from '@weft/atomics';
import { afterEach, describe, expect, it } from 'vitest';
import { isSettled } from './support/outcome.js';

const WORD = 3;
const pending: AsyncWait[] = [];
afterEach(() => {
  for (const wait of pending.splice(0)) wait.cancel();
});

/** A pending wait, given up at the end of the test if it still is. */
function waitOn(memory: ThreadMemory, word: number, expected: number, timeout?: number): AsyncWait {
  const wait = memory.waitAsync(word, expected, timeout);
  pending.push(wait);
  return wait;
}

describe('ThreadMemory', () => {
  it('wraps a buffer, or makes one', () => {
    const made = new ThreadMemory(64);
    expect([made.scope, made.buffer.byteLength, made.words.length]).toEqual(['thread', 64, 16]);
    const twin = new ThreadMemory(made.buffer);
    twin.words[WORD] = 5;
    expect(made.words[WORD]).toBe(5);
  });

  it('does not wait for a word that has another value', async () => {
    const memory = new ThreadMemory(64);
    expect(memory.wait(WORD, 1)).toBe('not-equal');
    expect(await memory.waitAsync(WORD, 1).promise).toBe('not-equal');
    expect(memory.notify(WORD)).toBe(0);
  });

  it('waits until the time is over', async () => {
    const memory = new ThreadMemory(64);
    const began = performance.now();
    expect(memory.wait(WORD, 0, 10)).toBe('timed-out');
    expect(performance.now() - began).toBeGreaterThanOrEqual(9.9);
    expect(memory.wait(WORD, 0, 0)).toBe('timed-out');
    expect(await waitOn(memory, WORD, 0, 5).promise).toBe('timed-out');
  });

  it('wakes as many as it is told to, and says how many', async () => {
    const memory = new ThreadMemory(64);
    const waits = [1, 2, 3].map(() => waitOn(memory, WORD, 0));
    const elsewhere = waitOn(memory, WORD + 1, 0);
    expect(memory.notify(WORD, 0)).toBe(0);
    memory.words[WORD] = 1;
    expect(memory.notify(WORD, 2)).toBe(2);
    expect(await Promise.all(waits.slice(0, 2).map(({ promise }) => promise))).toEqual(['ok', 'ok']);
    expect(memory.notify(WORD)).toBe(1);
    expect(await waits[2]?.promise).toBe('ok');
    expect(await isSettled(elsewhere.promise)).toBe(false);
  });

  it('gives up a wait, once', async () => {
    const memory = new ThreadMemory(64);
    const wait = memory.waitAsync(WORD, 0);
    wait.cancel();
    wait.cancel();
    expect(await wait.promise).toBe('cancelled');
    wait.unref();
  });

  it('passes on the notification of a wait that was given up', async () => {
    const memory = new ThreadMemory(64);
    const first = waitOn(memory, WORD, 0);
    const second = waitOn(memory, WORD, 0);
    first.cancel();
    memory.words[WORD] = 1;
    // The engine's queue knows nothing of the cancellation, and wakes the first.
    expect(memory.notify(WORD, 1)).toBe(1);
    expect(await second.promise).toBe('ok');
    expect(await first.promise).toBe('cancelled');
  });

  it('takes over the place of a wait that was given up, instead of another', async () => {
    const memory = new ThreadMemory(64);
    for (let i = 0; i < 1000; i += 1) memory.waitAsync(WORD, 0).cancel();
    for (let i = 0; i < 20; i += 1) expect(await memory.waitAsync(WORD, 0, 0).promise).toBe('timed-out');
    const wait = waitOn(memory, WORD, 0);
    memory.words[WORD] = 1;
    expect(memory.notify(WORD)).toBe(1);
    expect(await wait.promise).toBe('ok');
    expect(memory.notify(WORD)).toBe(0);
  });

  it('does not take over a place for a value that is gone', async () => {
    const memory = new ThreadMemory(64);
    memory.waitAsync(WORD, 0).cancel();
    memory.words[WORD] = 1;
    expect(await memory.waitAsync(WORD, 0).promise).toBe('not-equal');
    const wait = waitOn(memory, WORD, 1);
    memory.words[WORD] = 2;
    memory.notify(WORD);
    expect(await wait.promise).toBe('ok');
  });

  it('holds a timeout that is longer than timers can be', async () => {
    const memory = new ThreadMemory(64);
    const wait = waitOn(memory, WORD, 0, 2 ** 40);
    expect(await isSettled(wait.promise)).toBe(false);
  });
});
