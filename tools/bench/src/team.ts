/** Threads that play a contender's rounds. */
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Briefing } from './player.js';
import { startLineWords } from './start-line.js';

export interface TeamOptions {
  /** The module that exports the player, as built. */
  readonly module: URL;
  readonly player: string;
  readonly threads?: number | undefined;
  /** Handed to every thread's player as `postMessage` would. */
  readonly shared?: unknown;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Whether threads 0 and 1 get the two ports of a channel. */
  readonly channel?: boolean | undefined;
  /** The processor for each thread, where threads can be bound to one. */
  readonly processors?: readonly number[] | undefined;
}

export class Team<Result> {
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
  }

  /** Starts the threads; they are ready, and idle, when the promise resolves. */
  static async start<Result>(options: TeamOptions): Promise<Team<Result>> {
    const { module, player, threads = 1, shared, env = {}, channel = false, processors = [] } = options;
    const startLine = startLineWords();
    const { port1, port2 } = new MessageChannel();
    const ports = channel ? [port1, port2] : [];
    const workers = Array.from({ length: threads }, (_, index) => {
      const port = ports[index];
      const workerData: Briefing = {
        module: module.href,
        player,
        shared,
        index,
        threads,
        startLine,
        port,
        processor: processors[index],
      };
      return new Worker(new URL('./team-member.js', import.meta.url), {
        workerData,
        transferList: port === undefined ? [] : [port],
        env: { ...process.env, ...env },
      });
    });
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return new Team(workers);
  }

  /** One round: all threads play, each returns a result. */
  play(): Promise<Result[]> {
    return Promise.all(this.#workers.map(playOne<Result>));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

async function playOne<Result>(worker: Worker): Promise<Result> {
  // Asked first, as the answer may be there soon; `once` rejects if the thread fails instead.
  const answer = once(worker, 'message');
  worker.postMessage('play');
  const [result] = await answer;
  return result as Result;
}
