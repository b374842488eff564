/** A server in a process of its own, on its own processor. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Unavailable } from '@weft/bench';
import { needTwoCores, SERVER_CORE } from './cores.js';

/** /proc counts processor time in these: USER_HZ, 100 on every Linux of today. */
const MICROSECONDS_A_TICK = 10_000;

/** How a server is started. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** What to do if there is no such program. */
  readonly help: string;
}

export class ServerProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(port: number, child: ChildProcess, ended: Promise<unknown>) {
    this.port = port;
    this.#child = child;
    this.#ended = ended;
  }

  /** Resolves when it serves. @throws Unavailable if it cannot be had here */
  static async start({ program, args, help }: ServerCommand): Promise<ServerProcess> {
    needTwoCores();
    const child = spawn('taskset', ['--cpu-list', String(SERVER_CORE), program, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    for await (const line of createInterface(child.stdout)) {
      return new ServerProcess((JSON.parse(line) as { port: number }).port, child, ended);
    }
    await ended;
    throw new Unavailable(`${program} ended before it served: ${help}`);
  }

  /** Memory of its own that is in use, in bytes; what programs share of files is not counted. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Processor time of all its threads, in microseconds. */
  processorTime(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    // After the name, which may hold anything: fields 3 and on; 14 and 15 are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_A_TICK;
  }

  async stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }
}
