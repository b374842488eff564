/** Node, Bun and Deno: a process for each job. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Job, Message, Report } from '../host/messages.ts';
import { MatrixProblem } from '../problem.ts';
import type { Ending, Engine, JobThread } from './engine.ts';
import { programOf } from './fetch.ts';
import type { ProcessRuntime } from './table.ts';

/** What a test prints beyond this is cut. */
const mostOutput = 200_000;

export async function startProcessEngine(
  runtime: ProcessRuntime,
  stage: string,
  signal: AbortSignal,
): Promise<Engine> {
  const program = await programOf(runtime, signal);
  const version = await versionOf(program, runtime);
  return new ProcessEngine(runtime, program, version, stage);
}

async function versionOf(program: string, runtime: ProcessRuntime): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? runtime.version;
  } catch {
    throw new MatrixProblem(
      `${program} does not run on this machine.`,
      `Let ${runtime.override} name a ${runtime.name} that does.`,
    );
  }
}

class ProcessEngine implements Engine {
  readonly version: string;
  readonly hasBuiltins = true;
  readonly threads: readonly JobThread[] = ['main'];
  readonly #runtime: ProcessRuntime;
  readonly #program: string;
  readonly #stage: string;
  readonly #reports: string;
  #jobs = 0;

  constructor(runtime: ProcessRuntime, program: string, version: string, stage: string) {
    this.#runtime = runtime;
    this.#program = program;
    this.version = version;
    this.#stage = stage;
    this.#reports = mkdtempSync(join(stage, `reports-${runtime.name}-`));
  }

  async run(job: Job, _thread: JobThread, report: Report, signal: AbortSignal): Promise<Ending> {
    this.#jobs += 1;
    const reportFile = join(this.#reports, `${this.#jobs}.jsonl`);
    writeFileSync(reportFile, '');
    const host = join(this.#stage, 'host', 'process.js');
    const child = spawn(this.#program, [...this.#runtime.flags, host, JSON.stringify(job), reportFile], {
      cwd: this.#stage,
      env: { ...process.env, ...this.#runtime.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: whatever a test starts can be ended with it.
      detached: process.platform !== 'win32',
    });
    const output = collectOutput(child);
    const kill = () => killGroup(child);
    signal.addEventListener('abort', kill, { once: true });
    if (signal.aborted) kill();
    // What it started and left behind would hold its output open, and 'close' would not come.
    child.once('exit', kill);
    const [code, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    signal.removeEventListener('abort', kill);
    for (const message of messagesIn(reportFile)) report(message);
    return { output: output(), trouble: troubleOf(code, killedBy) };
  }

  async close(): Promise<void> {
    rmSync(this.#reports, { recursive: true, force: true });
  }
}

function collectOutput({ stdout, stderr }: ChildProcess): () => string {
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < mostOutput) output += text;
    });
  }
  return () => output;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

function* messagesIn(reportFile: string): Generator<Message> {
  for (const line of readFileSync(reportFile, 'utf8').split('\n')) {
    // The last line is cut where the process was killed in the middle of it.
    try {
      if (line !== '') yield JSON.parse(line) as Message;
    } catch {
      return;
    }
  }
}

function troubleOf(code: number | null, killedBy: NodeJS.Signals | null): string | undefined {
  if (killedBy !== null) return `its process was ended by ${killedBy}`;
  return code === 0 ? undefined : `its process ended with exit code ${code}`;
}
