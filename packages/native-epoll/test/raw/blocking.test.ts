/** Calls that block the thread: what ends them, and what does not. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';

describe('A thread that blocks', () => {
  it.each([
    'epoll',
    'poll',
    'Poll',
    'select',
    'Select',
    'accept',
    'recv',
    'recvFrom',
    'read',
    'eventfd',
    'timerfd',
    'send',
  ])('in %s can be terminated', async (call) => {
    const worker = new Worker(new URL('./programs/blocked-thread.js', import.meta.url), { workerData: call });
    await once(worker, 'message');
    expect(await worker.terminate()).toBe(1);
  });
});

describe('Signals', () => {
  it.each(['epoll', 'poll', 'select', 'recv'])('do not cut %s short', async (call) => {
    const file = fileURLToPath(new URL('./programs/interrupted.js', import.meta.url));
    const child = spawn(process.execPath, [file, call], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('waiting');
    const storm = setInterval(() => child.kill('SIGUSR2'), 5);
    const { value } = await lines.next();
    clearInterval(storm);
    await exited;
    expect(value).toBe('waited to the end');
  });
});
