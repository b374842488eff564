/** Regions and their objects go to other processes and threads by every channel there is. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { attach, Condition, Event, Lock, share } from '@weft/atomics';
import { fromHandleString, ProcessRegion, SharedMemoryBlock, toHandleString } from '@weft/native-shm';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../atomics/dist-test/support/outcome.js';
import { until } from '../../atomics/dist-test/support/until.js';
import { ownFolder } from './support/own-folder.js';
import { runProgram } from './support/run-program.js';

ownFolder();

const PLACES: readonly [string, () => ProcessRegion | SharedMemoryBlock][] = [
  ['a named region', () => ProcessRegion.open('handles', { bytes: 4096 })],
  ['an anonymous region', () => ProcessRegion.anonymous({ bytes: 4096 })],
  ['a named block', () => new SharedMemoryBlock('handles', 100)],
  ['an anonymous block', () => new SharedMemoryBlock(undefined, 100)],
];

describe.each(PLACES)('A lock in %s', (_title, make) => {
  it('goes by the arguments and the environment of a child', async () => {
    using region = make();
    const lock = new Lock({ in: region, name: 'lock' });
    const byArgument = await runProgram('channels', [toHandleString(lock)]);
    expect(byArgument).toMatchObject({ code: 0, stdout: expect.stringContaining('locked=true') });
    await until(() => abandoned(lock));
    lock.recover().release();
    const byVariable = await runProgram('channels', [], { LOCK: toHandleString(lock) });
    expect(byVariable).toMatchObject({ code: 0, stdout: expect.stringContaining('locked=true') });
    await until(() => abandoned(lock));
  });

  it.each([
    ['json', 'shared'],
    ['json', 'as it is'],
    ['advanced', 'shared'],
    ['advanced', 'as it is'],
  ] as const)('goes by fork with %s messages, %s', async (serialization, how) => {
    using region = make();
    const lock = new Lock({ in: region, name: 'lock' });
    const program = fileURLToPath(new URL('./programs/channels.js', import.meta.url));
    const child = fork(program, { serialization, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.send((how === 'shared' ? share(lock, { scope: 'process' }) : lock) as object);
    expect(await ended).toBe(0);
    await until(() => abandoned(lock));
  });

  it('goes by messages to threads', () => {
    using region = make();
    const lock = new Lock({ in: region });
    const { port1, port2 } = new MessageChannel();
    port1.postMessage({ lock, region });
    const message = receiveMessageOnPort(port2)?.message;
    const twin = attach<{ lock: Lock; region: unknown }>(message);
    expect(twin.region).toBe(region);
    lock.acquireSync();
    expect(twin.lock.locked()).toBe(true);
    port1.close();
  });
});

describe('Handles as text', () => {
  it('hold any plain value with objects in it', () => {
    using region = ProcessRegion.anonymous({ bytes: 4096 });
    const lock = new Lock({ in: region });
    const condition = new Condition(lock, { in: region });
    const text = toHandleString({ n: 1, deep: [{ lock, condition }], region });
    const twin = fromHandleString<{
      n: number;
      deep: [{ lock: Lock; condition: Condition }];
      region: unknown;
    }>(text);
    expect(twin.n).toBe(1);
    expect(twin.region).toBe(region);
    using _guard = twin.deep[0].condition.acquireSync();
    expect(lock.locked()).toBe(true);
  });

  it('refuse what only threads can share', () => {
    expectThrow(() => toHandleString(new Lock()), 'ERR_WEFT_ARGUMENT');
    expectThrow(() => toHandleString({ deep: [new Lock()] }), 'ERR_WEFT_ARGUMENT');
    expect(() => fromHandleString('{')).toThrow(SyntaxError);
  });
});

describe('A wait that is pending when a program has nothing else to do', () => {
  it.each([
    ['keeps it alive until it is over', 'hold', 'set: true\n'],
    ['lets it end if it is unreferenced', 'unref', ''],
    ['lets it end when it times out', 'timeout', 'set: false\n'],
  ])('%s', async (_title, how, expected) => {
    using region = ProcessRegion.anonymous({ bytes: 4096 });
    const event = new Event({ in: region });
    const up = new Event({ in: region, name: 'up' });
    const running = runProgram('pending', [how, toHandleString(event)]);
    await up.wait();
    if (how === 'hold') {
      await until(() => event.describe().waiters === true);
      event.set();
    }
    expect(await running).toEqual({ code: 0, stdout: expected, stderr: '' });
  });
});

/** Whether it is known that the owner is dead. */
function abandoned(lock: Lock): boolean {
  try {
    lock.tryAcquire();
    return false;
  } catch {
    return true;
  }
}
