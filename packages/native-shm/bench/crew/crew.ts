/** Processes, or threads of one, that play a contender's rounds; what `Team` of `@weft/bench` is for threads alone. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Barrier, share } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';

export interface CrewOptions {
  readonly kind: 'processes' | 'threads';
  /** The module in `bench/players` and the player it exports. */
  readonly module: string;
  readonly player: string;
  readonly size: number;
  /** Handed to every member's player: plain data and objects in regions. */
  readonly shared: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** The processor for each process, where `taskset` can bind them. */
  readonly processors?: readonly number[];
}

/** What a new member is told. */
export interface Briefing {
  readonly module: string;
  readonly player: string;
  readonly shared: unknown;
  readonly index: number;
  readonly startLine: unknown;
}

/** A member's place in its crew. */
export interface Place {
  readonly index: number;
  /** Blocks until all members have called it, so that they begin to work together. */
  readonly together: () => void;
}

/** Gets one member ready; what it returns is called for each round. */
export type Player<Shared, Result> = (shared: Shared, place: Place) => () => Result | Promise<Result>;

type Member = ChildProcess | Worker;

export class Crew<Result> {
  readonly #members: readonly Member[];
  readonly #region: ProcessRegion;

  private constructor(members: readonly Member[], region: ProcessRegion) {
    this.#members = members;
    this.#region = region;
  }

  /** Starts the members; they are ready, and idle, when the promise resolves. */
  static async start<Result>(options: CrewOptions): Promise<Crew<Result>> {
    const { module, player, shared, size, processors = [] } = options;
    const region = ProcessRegion.anonymous({ bytes: 4096 });
    const startLine = new Barrier(size, { in: region });
    const members = Array.from({ length: size }, (_, index) => {
      const briefing: Briefing = share({ module, player, shared, index, startLine }) as Briefing;
      return startMember(briefing, options);
    });
    await Promise.all(members.map((member) => once(member, 'message')));
    members.forEach((member, i) => {
      const processor = processors[i];
      if (processor !== undefined && 'pid' in member) bind(member.pid as number, processor);
    });
    return new Crew(members, region);
  }

  /** One round: all members play, each returns a result. */
  play(): Promise<Result[]> {
    return Promise.all(this.#members.map(playOne<Result>));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map(stopMember));
    this.#region.close();
  }
}

function startMember(briefing: Briefing, { kind, env = {} }: CrewOptions): Member {
  const file = new URL('./crew-member.js', import.meta.url);
  const environment = { ...process.env, ...env };
  if (kind === 'threads') return new Worker(file, { workerData: briefing, env: environment });
  const child = fork(fileURLToPath(file), { serialization: 'advanced', env: environment });
  child.send(briefing);
  return child;
}

async function playOne<Result>(member: Member): Promise<Result> {
  const answer = once(member, 'message');
  if (member instanceof Worker) member.postMessage('play');
  else member.send('play');
  const [{ result }] = await answer;
  return result as Result;
}

async function stopMember(member: Member): Promise<void> {
  if (member instanceof Worker) {
    await member.terminate();
    return;
  }
  const ended = once(member, 'exit');
  member.kill('SIGKILL');
  await ended;
}

/** Whether two share a processor decides what a wake-up costs, and left alone the system decides it anew all the time. */
function bind(pid: number, processor: number): void {
  try {
    execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', String(processor), String(pid)], {
      stdio: 'ignore',
    });
  } catch {
    // Where there is no taskset the figures scatter more.
  }
}
