import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Contender, expectResult, type Scenario } from '@weft/bench';
import { Process, Thread } from '@weft/threads';

const MILLISECONDS = { name: 'ms', better: 'lower' } as const;
const STARTS = 10;

/** Starts one after the other; milliseconds from the start to the first line's answer. */
function started(name: string, role: Contender['role'], one: () => Promise<unknown>): Contender {
  return {
    name,
    role,
    start: () => ({
      async round() {
        let sum = 0;
        for (let i = 0; i < STARTS; i += 1) {
          const began = performance.now();
          const answered = await one();
          sum += performance.now() - began;
          expectResult('the answer', answered, 'hello');
        }
        return sum / STARTS;
      },
    }),
  };
}

async function rawWorker(): Promise<unknown> {
  const worker = new Worker(new URL('compare/hello-worker.js', import.meta.url));
  const [answer] = await once(worker, 'message');
  void worker.terminate();
  return answer;
}

async function rawFork(): Promise<unknown> {
  const child = fork(fileURLToPath(new URL('compare/hello-child.js', import.meta.url)));
  const [answer] = await once(child, 'message');
  child.kill('SIGKILL');
  return answer;
}

async function weft(Kind: typeof Thread | typeof Process): Promise<unknown> {
  const one = new Kind({ target: () => 'hello' });
  one.start();
  return one.result;
}

export const threadStart: Scenario = {
  name: 'thread-start',
  title: 'From the start of a thread to its first line',
  about: 'One operation is a start, until the answer of the first line is here; the answer is checked.',
  unit: MILLISECONDS,
  contenders: [
    started('Weft Thread', 'subject', () => weft(Thread)),
    started('raw Worker', 'bare', rawWorker),
  ],
  targets: [{ of: 'Weft Thread', against: 'raw Worker', atMost: 1.2 }],
};

export const processStart: Scenario = {
  name: 'process-start',
  title: 'From the start of a process to its first line',
  about: 'As with threads.',
  unit: MILLISECONDS,
  contenders: [started('Weft Process', 'subject', () => weft(Process)), started('raw fork', 'bare', rawFork)],
  targets: [{ of: 'Weft Process', against: 'raw fork', atMost: 1.2 }],
};
