/** Threads or processes that play a contender's rounds. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { clock } from './pace.js';
import type { Answer, Briefing, Call } from './player.js';
import { startLineWords } from './start-line.js';

export interface TeamOptions {
  /** Default `threads`. */
  readonly kind?: 'threads' | 'processes' | undefined;
  /** The module that exports the player, as built. */
  readonly module: URL;
  readonly player: string;
  /** How many there are. */
  readonly threads?: number | undefined;
  /** Handed to every player as `postMessage`, or a child process's `send`, would. */
  readonly shared?: unknown;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Whether threads 0 and 1 get the two ports of a channel. */
  readonly channel?: boolean | undefined;
  /** The processor for each one, where threads can be bound to one. */
  readonly processors?: readonly number[] | undefined;
}

const member = new URL('./team-member.js', import.meta.url);

/** Milliseconds from the call of a round to its beginning in processes: enough for the call to arrive. */
const LEAD_MS = 5;

export class Team<Result> {
  readonly #members: readonly Member[];

  private constructor(members: readonly Member[]) {
    this.#members = members;
  }

  /** Starts the members; they are ready, and idle, when the promise resolves. */
  static async start<Result>(options: TeamOptions): Promise<Team<Result>> {
    const {
      kind = 'threads',
      module,
      player,
      threads = 1,
      shared,
      channel = false,
      processors = [],
    } = options;
    const startLine = kind === 'threads' ? startLineWords() : undefined;
    const { port1, port2 } = new MessageChannel();
    const ports = channel ? [port1, port2] : [];
    const env = { ...process.env, ...options.env };
    const members = Array.from({ length: threads }, (_, index) => {
      const briefing: Briefing = {
        module: module.href,
        player,
        shared,
        index,
        threads,
        startLine,
        port: ports[index],
        processor: processors[index],
      };
      return kind === 'threads' ? startThread(briefing, env) : startProcess(briefing, env);
    });
    await Promise.all(members.map((each) => each.answer()));
    return new Team(members);
  }

  /** One round: all members play, each returns a result. */
  play(): Promise<Result[]> {
    const call: Call = { startsAt: clock() + LEAD_MS };
    return Promise.all(
      this.#members.map(async (each) => {
        // Asked first, as the answer may be there soon.
        const answer = each.answer();
        each.call(call);
        return (await answer).result as Result;
      }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map((each) => each.stop()));
  }
}

interface Member {
  call(call: Call): void;
  /** The next answer; rejects if the member fails instead. */
  answer(): Promise<Answer>;
  stop(): Promise<unknown>;
}

function startThread(briefing: Briefing, env: NodeJS.ProcessEnv): Member {
  const { port } = briefing;
  const worker = new Worker(member, {
    workerData: briefing,
    transferList: port === undefined ? [] : [port],
    env,
  });
  return {
    call: (call) => worker.postMessage(call),
    answer: async () => (await once(worker, 'message'))[0] as Answer,
    stop: () => worker.terminate(),
  };
}

function startProcess(briefing: Briefing, env: NodeJS.ProcessEnv): Member {
  const child = fork(fileURLToPath(member), { serialization: 'advanced', env });
  const exit = once(child, 'exit');
  child.send(briefing);
  return {
    call: (call) => child.send(call),
    answer: () => Promise.race([once(child, 'message').then(([answer]) => answer as Answer), failure(exit)]),
    stop: () => stopProcess(child, exit),
  };
}

async function failure(exit: Promise<unknown[]>): Promise<never> {
  const [code, signal] = await exit;
  throw new Error(`a process of the team ended before it answered (${signal ?? `exit code ${code}`})`);
}

async function stopProcess(child: ChildProcess, exit: Promise<unknown[]>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await exit;
}
