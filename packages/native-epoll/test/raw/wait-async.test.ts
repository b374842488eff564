/** Waiting in the event loop, by whichever way it watches: the suite runs on both. */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ClosedError, EPOLLIN, EPOLLOUT, socketPair } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { kernelKinds } from '../support/backends.js';
import { openFds } from '../support/open-fds.js';
import { runProgram } from '../support/run-program.js';
import { needs } from '../support/runtime.js';

describe.each(kernelKinds)('$name in the event loop', ({ make }) => {
  it('resolves when something is ready', async () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN, 42);
    const waiting = set.waitAsync();
    await setImmediate();
    theirs.sendAll('x');
    expect(await waiting).toBe(1);
    expect([...set.batch.subarray(0, 2)]).toEqual([42, EPOLLIN]);
    ours.close();
    theirs.close();
  });

  it('serves those who wait in the order of their calls, one in each turn', async () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLOUT);
    const order: number[] = [];
    const waits = [1, 2, 3].map(async (id) => {
      expect(await set.waitAsync()).toBe(1);
      order.push(id);
    });
    await Promise.all(waits);
    expect(order).toEqual([1, 2, 3]);
    ours.close();
    theirs.close();
  });

  it('lets the loop turn, however much is ready', async () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLOUT);
    let isOver = false;
    setTimeout(() => {
      isOver = true;
    }, 5);
    while (!isOver) expect(await set.waitAsync()).toBe(1);
    ours.close();
    theirs.close();
  });

  it('resolves with 0 after the timeout, with what is ready after none', async () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN);
    const began = performance.now();
    expect(await set.waitAsync({ timeout: 20 })).toBe(0);
    // Timers of the loop may come a fraction of a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(18);
    expect(await set.waitAsync({ timeout: 0 })).toBe(0);
    theirs.sendAll('x');
    expect(await set.waitAsync({ timeout: 0 })).toBe(1);
    ours.close();
    theirs.close();
  });

  it('is given up by a signal, and takes nothing from the others', async () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN);
    const control = new AbortController();
    const first = set.waitAsync({ signal: control.signal });
    const second = set.waitAsync();
    const reason = new Error('enough');
    control.abort(reason);
    await expect(first).rejects.toBe(reason);
    await expect(set.waitAsync({ signal: control.signal })).rejects.toBe(reason);
    theirs.sendAll('x');
    expect(await second).toBe(1);
    ours.close();
    theirs.close();
  });

  it('rejects when it is closed, before and meanwhile', async () => {
    const before = openFds();
    const set = make();
    const waits = [set.waitAsync(), set.waitAsync({ timeout: 1000 })];
    await setImmediate();
    set.close();
    for (const wait of waits) await expect(wait).rejects.toBeInstanceOf(ClosedError);
    await expect(set.waitAsync()).rejects.toBeInstanceOf(ClosedError);
    await expect.poll(openFds).toBe(before);
  });

  it('goes on after pauses', async () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN);
    for (let turn = 0; turn < 5; turn += 1) {
      theirs.sendAll('x');
      expect(await set.waitAsync()).toBe(1);
      ours.recv(1);
      // Long enough for the loop to see that nobody waits.
      await sleep(5);
    }
    ours.close();
    theirs.close();
  });

  it('does not mix up sets that are made and closed all the time', async () => {
    const before = openFds();
    for (let turn = 0; turn < 100; turn += 1) {
      using set = make();
      const [ours, theirs] = socketPair();
      set.add(ours.fileno(), EPOLLIN, turn);
      theirs.sendAll('x');
      expect(await set.waitAsync()).toBe(1);
      expect(set.batch[0]).toBe(turn);
      ours.close();
      theirs.close();
    }
    await expect.poll(openFds).toBe(before);
  });
});

describe('The process', () => {
  it.each([
    ['lives as long as somebody waits', 'pending', 'woken\n'],
    ['ends when nobody does any more', 'idle', 'waited\n'],
    ['ends when the wait was given up', 'aborted', 'aborted\n'],
    ['ends when the set was closed', 'closed', 'ERR_WEFT_CLOSED\n'],
    ['sees what a callback throws', 'throws', 'caught: on purpose\n'],
  ])('%s', async (_, what, expected) => {
    expect(await runProgram(program('lifetime'), [what])).toEqual({ code: 0, stdout: expected, stderr: '' });
  });

  it('survives threads that end with waits pending, and gets their files back', async () => {
    const outcome = await runProgram(program('ending-threads'), ['waits', 'closes']);
    expect(outcome).toEqual({ code: 0, stdout: 'nothing left open\n', stderr: '' });
  });

  it('gets the files back of threads however they end', needs('kill'), async () => {
    const outcome = await runProgram(program('ending-threads'), ['blocks', 'waits and works', 'returns']);
    expect(outcome).toEqual({ code: 0, stdout: 'nothing left open\n', stderr: '' });
  });
});

function program(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}
