/** What the calls themselves cost, and events through the event loop. */
import { fileURLToPath } from 'node:url';
import {
  type Contender,
  countingProgram,
  expectResult,
  MICROSECONDS,
  NANOSECONDS,
  nanosecondsEach,
  type Pace,
  ROUND_MS,
  repeat,
  runProgram,
  type Scenario,
} from '@weft/bench';
import { EPOLLIN, Epoll, eventfd } from '@weft/native-epoll';
import { compiledEpoll, nodeWithHeaders } from './compare/npm-epoll.js';
import { loadProgram } from './contenders/load.js';

const BATCH = 256;

const RUST = 'bare calls in Rust';
const PYTHON = fileURLToPath(new URL('../bench/compare/epoll_calls.py', import.meta.url));

/** Pairs of calls on an epoll with one file descriptor, which is ready. */
function pairs(): { run(): Pace; close(): void } {
  const epoll = new Epoll();
  const ready = eventfd(1);
  const fd = ready.fileno();
  epoll.add(fd, EPOLLIN);
  let counted = 0;
  const batch = () => {
    for (let i = 0; i < BATCH; i += 1) {
      epoll.modify(fd, EPOLLIN);
      counted += epoll.wait(16, 0);
    }
  };
  return {
    run() {
      counted = 0;
      const pace = repeat(BATCH, batch);
      expectResult('events seen', counted, pace.operations);
      return pace;
    },
    close() {
      epoll.close();
      ready.close();
    },
  };
}

const weftPairs: Contender = {
  name: 'Weft Epoll',
  role: 'subject',
  start() {
    const { run, close } = pairs();
    return { round: () => nanosecondsEach([run()]), stop: close };
  },
};

const rustWords = ['calls', '--duration', String(ROUND_MS)];

export const controlAndWait: Scenario = {
  name: 'control-and-wait',
  title: 'One epoll_ctl and one epoll_wait',
  about: 'A watch is changed, and it is asked what is ready: one event, which is counted.',
  unit: NANOSECONDS,
  contenders: [
    weftPairs,
    countingProgram({
      name: RUST,
      role: 'bare',
      program: loadProgram,
      before: rustWords.slice(0, -1),
      help: 'build tools/load',
    }),
    countingProgram({
      name: 'Python select.epoll',
      role: 'peer',
      program: async () => 'python3',
      before: [PYTHON],
      help: 'install Python 3',
    }),
  ],
};

const PER_CALL = 'Weft Epoll, per call';

export const callCost: Scenario = {
  name: 'call-cost',
  title: 'What a call costs beside the system call',
  about:
    'Half of what the pair above takes longer than in Rust: checks of arguments, N-API, and the way back.',
  unit: NANOSECONDS,
  contenders: [
    {
      name: PER_CALL,
      role: 'subject',
      async start() {
        const { run, close } = pairs();
        const rust = await loadProgram();
        return {
          async round() {
            const bare = await runProgram<{ operations: number; nanoseconds: number }>(
              rust,
              rustWords,
              'build tools/load',
            );
            return (nanosecondsEach([run()]) - bare.nanoseconds / bare.operations) / 2;
          },
          stop: close,
        };
      },
    },
  ],
  targets: [{ of: PER_CALL, atMost: 150 }],
};

/** A program that takes events of a pipe, on a Node that all of them can run on. */
function events(
  name: string,
  role: Contender['role'],
  file: string,
  more: () => string[] = () => [],
): Contender {
  const script = fileURLToPath(new URL(`./events/${file}.js`, import.meta.url));
  return {
    name,
    role,
    // What is missing is only known when it is asked for.
    start: () =>
      countingProgram({
        name,
        role,
        program: async () => nodeWithHeaders?.program ?? process.execPath,
        before: [script],
        after: more(),
        help: 'install Node',
        value: (nanoseconds) => nanoseconds / 1e3,
      }).start(),
  };
}

export const eventCost: Scenario = {
  name: 'event-cost',
  title: 'An event through the event loop',
  about:
    'A pipe becomes readable, its byte is taken and put back in. All of them on ' +
    `Node ${nodeWithHeaders?.version.slice(1) ?? process.versions.node}, for which the package \`epoll\` can be compiled.`,
  unit: MICROSECONDS,
  contenders: [
    events('Weft Epoll.waitAsync', 'subject', 'weft-epoll'),
    events('Weft selector, for await', 'subject', 'weft-selector'),
    events('npm package epoll', 'peer', 'npm-epoll', () => [compiledEpoll()]),
  ],
};
