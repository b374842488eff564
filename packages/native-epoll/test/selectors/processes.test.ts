/** What selectors mean to a process as a whole: whether it lives on, signals, file descriptors. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Event, selectSync } from '@weft/atomics';
import { EVENT_READ } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { openFds } from '../support/open-fds.js';
import { needs } from '../support/runtime.js';
import { closeEnds, pair } from './support/ends.js';
import { startProgram } from './support/program.js';
import { settings } from './support/settings.js';

const isLinux = process.platform === 'linux';

for (const { title, make } of settings) {
  describe(`${title} and its process`, () => {
    it('keeps it alive while a selectAsync is pending', async () => {
      const program = startProgram('pending', title, 'ref');
      await program.printed('waiting');
      // It has nothing to do but to wait; were it not kept alive, it would be gone before it could read this.
      await until(() => !isLinux || stateOf(program.child.pid) === 'S', 'it sleeps');
      program.write('x');
      program.child.stdin?.end();
      expect(await program.ended()).toEqual(['waiting', `ready ${EVENT_READ}`, 'exit']);
    });

    it('lets it end when it was unreferenced', async () => {
      const program = startProgram('pending', title, 'unref');
      expect(await program.ended()).toEqual(['waiting', 'exit']);
    });

    it('goes on waiting when signals interrupt it, until there is something', async () => {
      const program = startProgram('interrupted', title, '20000');
      await program.printed('blocking');
      await interrupt(program.child.pid as number, 5);
      program.write('x');
      const lines = await program.ended();
      expect(lines.slice(0, 2)).toEqual(['blocking', 'selected 1']);
      expect(lines).toContain('signal');
    });

    it('goes on waiting when signals interrupt it, until the timeout and not longer', async () => {
      const program = startProgram('interrupted', title, '500');
      await program.printed('blocking');
      await interrupt(program.child.pid as number, 5);
      expect((await program.ended()).slice(0, 2)).toEqual(['blocking', 'selected 0']);
    });

    it.runIf(isLinux)('leaves no file descriptor behind', async () => {
      const use = async () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, EVENT_READ);
        selector.waker();
        selector.fileno();
        other.send('x');
        selector.select();
        await selector.selectAsync();
        selectSync([new Event(), selector]);
        expect(() => selector.register(99_999, EVENT_READ)).toThrow();
        const pending = selector.selectAsync().catch(() => {});
        selector.close();
        await pending;
        closeEnds();
      };
      await use();
      const before = openFds();
      for (let i = 0; i < 50; i += 1) await use();
      // Threads of tests before this one may still be closing theirs.
      await until(() => openFds() <= before, 'no more are open than before');
    });

    for (const how of ['select', 'selectAsync']) {
      it.runIf(isLinux)(
        `leaves none behind when its thread is terminated in ${how}`,
        needs('kill'),
        async () => {
          using selector = make();
          const start = async () => {
            const worker = new Worker(new URL('./workers/sleeper.js', import.meta.url), {
              workerData: { kind: selector.kind, how },
            });
            await once(worker, 'message');
            await worker.terminate();
          };
          await start();
          const before = openFds();
          for (let i = 0; i < 5; i += 1) await start();
          await until(() => openFds() <= before, 'they are closed');
        },
      );
    }

    it.runIf(isLinux)('gives none to other programs', () => {
      const inherited = () =>
        spawnSync(process.execPath, ['-p', 'fs.readdirSync("/proc/self/fd").length']).stdout.toString();
      const before = inherited();
      using selector = make();
      selector.register(pair()[0], EVENT_READ);
      selector.waker();
      selector.fileno();
      expect(inherited()).toBe(before);
      closeEnds();
    });
  });
}

describe('a process ends', () => {
  for (const how of ['exit', 'return']) {
    it(`while threads are blocked in their selectors, by ${how}`, async () => {
      const lines = await startProgram('blocked-threads', how).ended();
      expect(lines.at(-1)).toBe('done');
    });
  }
});

/** `S` while it sleeps. */
function stateOf(pid: number | undefined): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').match(/\) (\w) /)?.[1];
}

/** Sends signals, each when the process sleeps. */
async function interrupt(pid: number, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    if (isLinux) await until(() => stateOf(pid) === 'S', 'it sleeps');
    process.kill(pid, 'SIGUSR1');
  }
}
