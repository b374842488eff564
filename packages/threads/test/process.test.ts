import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Event, Lock, selectSync } from '@weft/atomics';
import { activeChildren, currentProcess, Process, parentProcess, ThreadStateError } from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { until } from '../../atomics/dist-test/support/until.js';
import { runnerSuite } from './conformance/runner.js';
import { processes } from './support/kinds.js';
import * as tasks from './targets/tasks.js';

runnerSuite(processes);

const waitFor = (event: Event) => {
  event.waitSync();
};

describe('what processes know', () => {
  it('of this one', () => {
    expect(currentProcess()).toEqual({ name: 'MainProcess', pid: process.pid, daemon: false });
    expect(parentProcess()).toBe(undefined);
  });

  it('of themselves and of their parent', async () => {
    const child = new Process({ target: tasks.facts, name: 'child' }).start();
    expect(await child.result).toEqual({
      name: 'MainThread',
      ident: 1,
      daemon: false,
      threadId: 0,
      isMain: true,
      same: true,
      alive: true,
      listed: true,
      names: ['MainThread'],
      program: false,
      process: { name: 'child', pid: child.pid, daemon: false },
      parent: { name: 'MainProcess', pid: process.pid },
      children: 0,
    });
    expect(child.ident).toBe(child.pid);
    await child.join();
  });

  it('of their threads', async () => {
    const target = async () => {
      const { Thread } = await import('@weft/threads');
      const { facts } = await import('./targets/tasks.js');
      return new Thread({ target: facts }).start().result;
    };
    const child = new Process({ target, name: 'child' }).start();
    const facts = await child.result;
    expect(facts).toMatchObject({
      name: 'Thread-1',
      process: { name: 'child', pid: child.pid },
      program: false,
    });
    await child.join();
  });

  it('of their children', async () => {
    const event = processes.event();
    const child = new Process({ target: waitFor, args: [event] });
    expect(activeChildren()).not.toContain(child);
    child.start();
    expect(activeChildren()).toContain(child);
    event.set();
    await child.join();
    expect(activeChildren()).toEqual([]);
  });

  it('of children of children, whose names say so', async () => {
    const child = new Process({ target: tasks.nestProcesses, args: [2], name: 'top' }).start();
    expect(await child.result).toEqual(['top', 'top:1', 'top:1:1']);
    await child.join();
  });
});

describe('the exit code', () => {
  it.each<[string, () => unknown, number]>([
    ['0 after all went well', () => 5, 0],
    ['1 after an error', () => Promise.reject(new Error('x')), 1],
    ['that of process.exit', () => process.exit(9), 9],
    ['that of process.exitCode', () => void Object.assign(process, { exitCode: 4 }), 4],
    ['the negative number of a signal', () => process.kill(process.pid, 'SIGKILL'), -9],
  ])('is %s', async (_, target, code) => {
    const child = new Process({ target }).start();
    expect(child.exitCode).toBe(undefined);
    await child.join().catch(() => {});
    expect(child.exitCode).toBe(code);
  });

  it('is that of ThreadExit', async () => {
    const child = new Process({ target: tasks.leave, args: [6] }).start();
    expect(await child.join()).toBe(true);
    expect(child.exitCode).toBe(6);
  });

  it('is -15 after terminate, -9 after kill', async () => {
    const children = [1, 2].map(() =>
      new Process({ target: () => setInterval(() => {}, 1000) && undefined }).start(),
    );
    await Promise.all(children.map((child) => child.result));
    children[0]?.terminate();
    children[1]?.kill();
    await Promise.all(children.map((child) => child.join()));
    expect(children.map(({ exitCode }) => exitCode)).toEqual([-15, -9]);
  });

  it('is there for a thread that blocks, too', () => {
    const child = new Process({ target: () => process.exit(9) }).start();
    expect(() => child.joinSync()).toThrow(/exit code 9/);
    expect(child.exitCode).toBe(9);
    const killed = new Process({
      target: () => {
        for (;;);
      },
    }).start();
    killed.kill();
    expect(killed.joinSync()).toBe(true);
    expect(killed.exitCode).toBe(-9);
  });
});

describe('a child that is killed by somebody', () => {
  it('says so at join and in result', async () => {
    const child = new Process({
      target: () => {
        for (;;);
      },
      name: 'victim',
    }).start();
    process.kill(child.pid as number, 'SIGKILL');
    await expect(child.join()).rejects.toMatchObject({
      code: 'ERR_WEFT_THREAD_KILLED',
      reason: 'killed',
      exitCode: -9,
    });
    await expect(child.result).rejects.toThrow(/"victim" was killed \(SIGKILL\)/);
  });
});

it('a thread that blocks can select the end of a process', () => {
  const child = new Process({ target: () => {} }).start();
  expect(selectSync([child.sentinel], { timeout: 20_000 })).toBe(child.sentinel);
  expect(child.isAlive()).toBe(false);
});

it('a thread that blocks until a child ends is not disturbed by signals', async () => {
  let heard = 0;
  const listener = () => {
    heard += 1;
  };
  process.on('SIGUSR2', listener);
  const target = (signal: string, times: number) => {
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (let time = 0; time < times; time += 1) {
      process.kill(process.ppid, signal);
      Atomics.wait(clock, 0, 0, 1);
    }
  };
  const child = new Process({ target, args: ['SIGUSR2', 20] }).start();
  expect(child.joinSync()).toBe(true);
  expect(child.exitCode).toBe(0);
  await until(() => heard > 0, 'the signal is heard');
  process.off('SIGUSR2', listener);
});

it('the program of a child can be chosen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-process-'));
  const link = join(folder, 'another-node');
  symlinkSync(process.execPath, link);
  const child = new Process({ target: () => process.argv0, execPath: link }).start();
  expect(await child.result).toBe(link);
  await child.join();
  rmSync(folder, { recursive: true });
});

it('a child has a pool', async () => {
  const target = async () => {
    const { Pool } = await import('@weft/threads');
    const pool = new Pool(2);
    const squares = await pool.map((x: number) => x * x, [1, 2, 3]);
    await pool.terminate();
    return squares;
  };
  expect(await new Process({ target }).start().result).toEqual([1, 4, 9]);
});

it('objects that only threads can share are refused by name, at any depth', () => {
  class Holder {
    readonly lock = new Lock();
  }
  for (const value of [new Lock(), { deep: [new Map([['x', new Lock()]])] }, new Holder()]) {
    const child = new Process({ target: (_: unknown) => {}, args: [value] });
    expect(() => child.start()).toThrow(/this Lock can only be shared by threads.*ProcessRegion/);
  }
});

it('a daemonic process has no children', async () => {
  const daemon = new Process({ target: tasks.childOfDaemon, daemon: true }).start();
  expect(await daemon.result).toBe('ERR_WEFT_THREAD_STATE');
  await daemon.join();
});

it('options of the runtime reach children of children', async () => {
  const target = async () => {
    const { Process } = await import('@weft/threads');
    return new Process({ target: () => process.execArgv }).start().result;
  };
  const child = new Process({ target, execArgv: ['--no-deprecation'], execPath: process.execPath }).start();
  expect(await child.result).toEqual(['--no-deprecation']);
  await child.join();
});

it('a child that closes its standard output ends as any other', async () => {
  const target = async () => {
    const { closeSync } = await import('node:fs');
    closeSync(1);
    return 'closed';
  };
  const child = new Process({ target }).start();
  expect(await child.result).toBe('closed');
  expect(await child.join()).toBe(true);
});

it('a program that cannot be started is told at once', () => {
  expect(() => new Process({ target: () => {}, execPath: '/no/such/program' }).start()).toThrow(/execPath/);
});

it('a subclass runs in the process, and is the current one', async () => {
  const marked = new tasks.MarkedProcess('text').start();
  expect(await marked.result).toEqual(['around', 'text', 'marked', true, true]);
  await marked.join();
  class Plain extends Process<unknown> {
    readonly event: Event;

    constructor(event: Event) {
      super();
      this.event = event;
    }

    override run(): unknown {
      this.event.set();
      return this.pid;
    }
  }
  const event = processes.event();
  const plain = new Plain(event).start();
  expect(await plain.result).toBe(plain.pid);
  expect(event.isSet()).toBe(true);
  expect(() => plain.start()).toThrow(ThreadStateError);
  await plain.join();
});
