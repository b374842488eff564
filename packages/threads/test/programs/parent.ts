/** Starts children that do not end by themselves, and then ends in one of many ways, or is ended. */
import { currentProcess, isMainProgram, Process, Thread, task } from '@weft/threads';

const busy = () => {
  for (;;);
};
const blocked = () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const idle = () => {
  setInterval(() => {}, 1000);
};
const stubborn = () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  setInterval(() => {}, 1000);
};

const family = task(import.meta.url, async () => {
  const children = [busy, blocked].map((target) => new Process({ target }).start().pid);
  console.log(`pids ${children.join(' ')}`);
  setInterval(() => {}, 1000);
});

const startsIn = task(import.meta.url, () => start());

function start(daemon = false): void {
  const children = [busy, blocked, idle, stubborn].map((target) => new Process({ target, daemon }).start());
  console.log(`pids ${children.map(({ pid }) => pid).join(' ')}`);
}

if (isMainProgram()) {
  const [, , how] = process.argv;
  for (const target of [busy, blocked, idle]) new Thread({ target, daemon: true }).start();
  if (how === 'worker') {
    const thread = new Thread({ target: startsIn }).start();
    process.once('SIGUSR2', () => thread.terminate());
    setInterval(() => {}, 1000);
  } else if (how === 'family') {
    new Process({ target: family }).start();
  } else start(how === 'daemons');
  switch (how) {
    case 'exit':
      setTimeout(() => process.exit(3), 300);
      break;
    case 'throw':
      setTimeout(() => {
        throw new Error(`thrown by ${currentProcess().name}`);
      }, 300);
      break;
  }
}
