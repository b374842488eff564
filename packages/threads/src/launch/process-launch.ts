import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { serialize } from 'node:v8';
import { ArgumentError, Event } from '@weft/atomics';
import { processBoot, processStub } from '../boot/source.js';
import type { Message } from '../boot/wire.js';
import { ThreadDiedError, ThreadStateError } from '../errors.js';
import { ownProcess } from '../table/here.js';
import { decodeError } from '../transfer/decode-error.js';
import { liveModule, loadPackages } from '../transfer/live.js';
import { arrived, pack, unpack } from '../transfer/payload.js';
import { inheritedExecArgv } from './exec-arguments.js';
import { atExit } from './exit-duties.js';
import { guard, unguard } from './guardian.js';
import type { Job, Launched, Outcome } from './launched.js';
import { exitCodeOf, stateOf, systemTells } from './process-state.js';
import { Settling } from './settling.js';
import { TaskFile } from './task-file.js';
import { travelError } from './travel-error.js';

/** Who blocks until a process ends looks after this many milliseconds, then twice as many, up to the most. */
const FIRST_LOOK_MS = 0.25;
const LONGEST_LOOK_MS = 8;

/** A child process. Its task and its outcome are in a file; its channel carries only notes of a few bytes. */
export class ProcessLaunch implements Launched {
  readonly threadId = -1;
  readonly pid: number;
  readonly gone: Event = new Event();
  onLateError: (error: unknown) => void = () => {};
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #file: TaskFile;
  readonly #returned = new Settling<Outcome>();
  readonly #ended = new Settling<Outcome>();
  #exitCode: number | undefined;

  constructor(job: Job) {
    const { value: args, packages } = pack(job.args, 'process');
    this.#name = job.name;
    try {
      this.#file = new TaskFile({
        boot: processBoot,
        target: job.target,
        args: args as unknown[],
        packages,
        modules: [...(job.modules ?? []), ...(packages ? [liveModule] : [])],
        process: {
          name: job.name,
          daemon: job.daemon,
          parent: { pid: process.pid, name: ownProcess().name },
        },
      });
    } catch (error) {
      throw travelError(error, job, (value) => serialize(value));
    }
    const options = [...(job.execArgv ?? inheritedExecArgv()), '--input-type=commonjs', '-e', processStub];
    try {
      this.#child = spawn(job.execPath ?? process.execPath, options, {
        // The last one is TASK_FILE there.
        stdio: ['inherit', 'inherit', 'inherit', 'ipc', this.#file.file],
        ...(job.env && { env: job.env as NodeJS.ProcessEnv }),
      });
    } catch (error) {
      this.#file.close();
      throw error;
    }
    const { pid } = this.#child;
    if (pid === undefined) throw this.#failed(job);
    this.pid = pid;
    guard(pid);
    this.#listen(job.daemon);
    this.#child.send('go', () => {});
  }

  get returned(): Promise<Outcome> {
    return this.#returned.promise;
  }

  get ended(): Promise<Outcome> {
    return this.#ended.promise;
  }

  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  isAlive(): boolean {
    if (this.#exitCode !== undefined) return false;
    return !systemTells || stateOf(this.pid) === 'running';
  }

  joinSync(timeoutMs: number): Outcome | undefined {
    if (this.#exitCode !== undefined) return this.#settleDead();
    if (!systemTells) {
      throw new ThreadStateError('joinSync of a process needs the /proc of Linux: await join() instead');
    }
    const deadline = performance.now() + timeoutMs;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let look = FIRST_LOOK_MS; ; look = Math.min(look * 2, LONGEST_LOOK_MS)) {
      const state = stateOf(this.pid);
      if (state !== 'running') {
        this.#exitCode ??= state === undefined ? undefined : exitCodeOf(state);
        return this.#settleDead();
      }
      const left = deadline - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(pause, 0, 0, Math.min(left, look));
    }
  }

  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  ref(): void {
    this.#child.ref();
  }

  unref(): void {
    this.#child.unref();
  }

  #failed(job: Job): ArgumentError {
    this.#file.close();
    this.#child.on('error', () => {});
    return new ArgumentError(
      `the program ${job.execPath ?? process.execPath} cannot be started: check execPath`,
    );
  }

  #listen(daemon: boolean): void {
    if (daemon) this.unref();
    const release = atExit(() => {
      if (daemon) this.terminate();
    });
    this.#child.on('error', () => {});
    this.#child.on('message', () => void this.#hear());
    // The process itself holds the event loop; its channel need not.
    this.#child.channel?.unref();
    this.#child.once('exit', (code, signal) => {
      release();
      unguard(this.pid);
      this.#exitCode = code ?? -constants.signals[signal as NodeJS.Signals];
      void this.#finish();
    });
  }

  /** The target has returned; the process may still have something to do. */
  async #hear(): Promise<void> {
    const message = this.#file.read();
    if (message === undefined) return;
    await loadFor(message);
    this.#returned.settle(outcomeOf(message));
  }

  async #finish(): Promise<void> {
    const message = this.#file.read();
    if (message !== undefined) await loadFor(message);
    const outcome = this.#settleDead();
    this.gone.set();
    this.#ended.settle(outcome);
  }

  #settleDead(): Outcome {
    const message = this.#returned.value === undefined ? this.#file.read() : undefined;
    this.#file.close();
    return this.#returned.settle(message === undefined ? this.#died() : outcomeOf(message));
  }

  #died(): Outcome {
    const code = this.#exitCode;
    const process = `the process "${this.#name}"`;
    if (code === 0) {
      return died(
        'exited',
        `${process} ended before its target returned: it called process.exit(), or waited for something that nothing could bring about any more`,
        code,
      );
    }
    if (code === undefined || code > 0) {
      return died('exited', `${process} ended before its target returned, with exit code ${code}`, code);
    }
    const name = Object.entries(constants.signals).find(([, number]) => number === -code)?.[0];
    if (code === -constants.signals.SIGTERM)
      return died('terminated', `${process} was terminated (${name})`, code);
    if (code === -constants.signals.SIGKILL) {
      return died('killed', `${process} was killed (${name}), by somebody or because memory ran out`, code);
    }
    return died('crashed', `${process} crashed (${name}); Node also ends so when memory runs out`, code);
  }
}

function died(reason: ThreadDiedError['reason'], message: string, code: number | undefined): Outcome {
  return { how: 'died', error: new ThreadDiedError(reason, message, code) };
}

async function loadFor(message: Message): Promise<void> {
  const { packages } = message.how === 'returned' ? arrived(message.value) : {};
  if (packages !== undefined) await loadPackages(packages).catch(() => {});
}

function outcomeOf(message: Message): Outcome {
  try {
    if (message.how === 'returned') return { how: 'returned', value: unpack(arrived(message.value)) };
    const { error, printed = false } = message as Extract<Message, { how: 'threw' }>;
    return { how: 'threw', error: decodeError(error), printed };
  } catch (error) {
    return { how: 'threw', error };
  }
}
