import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { ArgumentError, Event } from '@weft/atomics';
import { threadBoot } from '../boot/source.js';
import type { Message, ThreadTask } from '../boot/wire.js';
import { ThreadDiedError } from '../errors.js';
import { here, ownSeat, threadTable } from '../table/here.js';
import { SLOT } from '../table/layout.js';
import type { Seat } from '../table/thread-table.js';
import { decodeError } from '../transfer/decode-error.js';
import { liveModule, loadPackages } from '../transfer/live.js';
import { arrived, pack, unpack } from '../transfer/payload.js';
import { inheritedExecArgv } from './exec-arguments.js';
import type { Job, Launched, Outcome } from './launched.js';
import { preloads } from './preloads.js';
import { Settling } from './settling.js';
import { travelError } from './travel-error.js';

/** Who blocks until a thread ends asks the system this often whether it still runs, in milliseconds. */
const PROBE_MS = 50;

/**
 * A worker thread. Its outcome comes through a channel of its own, which can also be read while the event loop is
 * blocked; that it ends, its slot in the table of threads tells.
 */
export class ThreadLaunch implements Launched {
  readonly pid: number = process.pid;
  readonly exitCode = undefined;
  readonly gone: Event = new Event();
  readonly seat: Seat;
  onLateError: (error: unknown) => void = () => {};
  readonly #name: string;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #returned = new Settling<Outcome>();
  readonly #ended = new Settling<Outcome>();
  /** Results that wait for what they need to be loaded. */
  readonly #loading = new Map<Message, Promise<void>>();
  /** Why it ends, if this side knows. */
  #doom: ThreadDiedError | undefined;
  #exitCode: number | undefined;

  constructor(job: Job) {
    const table = threadTable();
    const { args, packages } = packed(job);
    const starter = ownSeat().ident;
    this.#name = job.name;
    this.seat = table.claim({ name: job.name, daemon: job.daemon, starter });
    const { port1, port2 } = new MessageChannel();
    const execArgv = [...(job.execArgv ?? inheritedExecArgv())];
    const task: ThreadTask = {
      target: job.target,
      args,
      packages,
      modules: [
        ...preloads(execArgv, job.env ?? process.env),
        ...(job.modules ?? []),
        ...(packages ? [liveModule] : []),
      ],
      process: here().process,
      table: table.buffer,
      seat: this.seat,
      port: port2,
    };
    this.#port = port1;
    try {
      this.#worker = new Worker(threadBoot, {
        eval: true,
        workerData: task,
        transferList: [port2, ...((job.transfer ?? []) as MessagePort[])],
        name: job.name,
        execArgv,
        ...(job.env && { env: job.env }),
        ...(job.resourceLimits && { resourceLimits: job.resourceLimits }),
      });
    } catch (error) {
      table.end(this.seat);
      port1.close();
      throw travelError(error, job, structuredClone);
    }
    table.setThreadId(this.seat, this.#worker.threadId);
    this.#listen();
    if (job.daemon) this.unref();
  }

  get threadId(): number {
    return this.#worker.threadId;
  }

  get returned(): Promise<Outcome> {
    return this.#returned.promise;
  }

  get ended(): Promise<Outcome> {
    return this.#ended.promise;
  }

  isAlive(): boolean {
    return threadTable().isAlive(this.seat);
  }

  joinSync(timeoutMs: number): Outcome | undefined {
    const table = threadTable();
    const deadline = performance.now() + timeoutMs;
    while (table.isAlive(this.seat)) {
      const left = deadline - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(table.words, this.seat.slot + SLOT.LIFE, this.seat.ident, Math.min(left, PROBE_MS));
      if (this.#neverCameUp()) table.end(this.seat);
      else table.probe(this.seat);
    }
    this.#drain();
    return this.#settleDead();
  }

  /** It was ended before it could say which thread of the system it is: it will not run any more. */
  #neverCameUp(): boolean {
    return this.#doom !== undefined && !threadTable().isKnownToSystem(this.seat);
  }

  terminate(): void {
    if (!this.isAlive()) return;
    this.#doom ??= new ThreadDiedError('terminated', `the thread "${this.#name}" was terminated`);
    void this.#worker.terminate();
  }

  kill(): void {
    this.terminate();
  }

  ref(): void {
    this.#worker.ref();
  }

  unref(): void {
    this.#worker.unref();
  }

  #listen(): void {
    this.#port.on('message', (message: Message) => this.#hear(message));
    this.#port.unref();
    this.#worker.on('error', (error: Error & { code?: string }) => {
      // All that the thread itself could tell has come through the port, better than this.
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        this.#doom ??= new ThreadDiedError(
          'out-of-memory',
          `the thread "${this.#name}" ran out of memory: give it more with resourceLimits, or less to do`,
          undefined,
          { cause: error },
        );
      } else {
        this.#doom ??= new ThreadDiedError(
          'crashed',
          `the thread "${this.#name}" crashed: ${error.message}`,
          undefined,
          { cause: error },
        );
      }
    });
    this.#worker.on('exit', (code) => {
      this.#exitCode ??= code;
      threadTable().end(this.seat);
      void this.#finish();
    });
  }

  async #finish(): Promise<void> {
    await this.#drainAndLoad();
    const outcome = this.#settleDead();
    this.#port.close();
    this.gone.set();
    this.#ended.settle(outcome);
  }

  /** Takes all that the thread has told so far, without the event loop. */
  #drain(): void {
    for (const message of this.#loading.keys()) {
      this.#loading.delete(message);
      this.#take(message);
    }
    for (let message = this.#next(); message !== undefined; message = this.#next()) this.#take(message);
  }

  /** As `#drain`, with time to load what is needed for the objects in a result. */
  async #drainAndLoad(): Promise<void> {
    for (let message = this.#next(); message !== undefined; message = this.#next()) this.#hear(message);
    await Promise.all(this.#loading.values());
  }

  #next(): Message | undefined {
    return (receiveMessageOnPort(this.#port) as { message: Message } | undefined)?.message;
  }

  #hear(message: Message): void {
    const { packages } = message.how === 'returned' ? arrived(message.value) : {};
    if (packages === undefined) this.#take(message);
    else this.#loading.set(message, this.#takeOnceLoaded(message, packages));
  }

  async #takeOnceLoaded(message: Message, packages: readonly string[]): Promise<void> {
    // What cannot be loaded shows when the objects are attached.
    await loadPackages(packages).catch(() => {});
    // Somebody who could not wait may have taken it meanwhile.
    if (this.#loading.delete(message)) this.#take(message);
  }

  #take(message: Message): void {
    switch (message.how) {
      case 'returned':
        this.#returned.settle(received(message.value));
        break;
      case 'threw':
        this.#returned.settle({ how: 'threw', error: decodeError(message.error) });
        break;
      case 'late':
        this.onLateError(decodeError(message.error));
        break;
      case 'exited':
        this.#exitCode = message.code;
        break;
    }
  }

  /** Nothing more will come. */
  #settleDead(): Outcome {
    const known = this.#returned.value;
    if (known !== undefined) return known;
    return this.#returned.settle({ how: 'died', error: this.#doom ?? this.#diedByItself() });
  }

  #diedByItself(): ThreadDiedError {
    const code = this.#exitCode;
    const thread = `the thread "${this.#name}"`;
    if (code === undefined) {
      return new ThreadDiedError(
        'crashed',
        `${thread} is gone without a word: it crashed or ran out of memory`,
      );
    }
    if (code === 0) {
      return new ThreadDiedError(
        'exited',
        `${thread} ended before its target returned: it called process.exit(), or waited for something that nothing could bring about any more`,
        code,
      );
    }
    return new ThreadDiedError(
      'exited',
      `${thread} ended before its target returned, with exit code ${code}`,
      code,
    );
  }
}

function received(value: unknown): Outcome {
  try {
    return { how: 'returned', value: unpack(arrived(value)) };
  } catch (error) {
    return { how: 'threw', error };
  }
}

function packed(job: Job): { args: readonly unknown[]; packages: readonly string[] | undefined } {
  if (!Array.isArray(job.args)) throw new ArgumentError('args must be an array');
  const { value, packages } = pack(job.args, 'thread');
  return { args: value as unknown[], packages };
}
