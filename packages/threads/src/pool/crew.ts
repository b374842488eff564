/** The workers of a pool: starts them, replaces those that are gone, and carries what does not fit into queues. */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type Launched, launch, type Outcome } from '../launch/launch.js';
import type { Connection } from '../pipe/connection.js';
import { Pipe } from '../pipe/pipe.js';
import { describeTarget, type TargetDescription } from '../target/target.js';
import { pack } from '../transfer/payload.js';
import type { Equipment } from './channels.js';
import { Courier } from './courier.js';
import type { PoolOptions } from './options.js';
import type { PendingTask } from './pending.js';
import { type Decoded, decoded, posted } from './records.js';
import { serve, workerModule } from './worker.js';

/** What happens to workers, as the pool is told. */
export interface CrewEvents {
  /** A worker is about to be declared gone: its last answers are to be taken. */
  leaving(): void;
  /** A worker is gone; `why` is an error unless it was sent home. */
  gone(worker: number, why: unknown): void;
  /** No worker can get ready any more. */
  broken(cause: unknown): void;
  /** Whether a worker that is gone is to be replaced. */
  readonly replaces: boolean;
}

interface Member {
  readonly worker: number;
  readonly launched: Launched;
  readonly pipe: Connection;
  readonly port: MessagePort | undefined;
  readonly courier: Courier;
  ready: boolean;
  leaving: boolean;
  gone: boolean;
}

/** How a worker that has nothing more to do, and does not end, is given time: tasks may have left timers and servers. */
const LINGER_MS = 500;

/** Long enough for `joinSync` to ask the system once. */
const ONE_LOOK_MS = 0.01;

/** Every worker, and so many more in a row, may die before it is ready: by chance, or because somebody kills them. */
const FAILED_STARTS = 3;

export class Crew {
  readonly #kind: 'thread' | 'process';
  readonly #equipment: Equipment;
  readonly #options: PoolOptions;
  readonly #name: string;
  readonly #epoch: number;
  readonly #events: CrewEvents;
  readonly #initializer: TargetDescription | undefined;
  readonly #members: (Member | undefined)[] = [];
  #started = 0;
  /** Workers that died before they were ready, since one was. */
  #failedStarts = 0;
  /** Whether the owner is blocked, so that nothing may be left to its event loop. */
  blocking = false;

  constructor(
    what: {
      readonly kind: 'thread' | 'process';
      readonly equipment: Equipment;
      readonly options: PoolOptions;
      readonly name: string;
      readonly epoch: number;
      readonly initializer: TargetDescription | undefined;
    },
    events: CrewEvents,
  ) {
    this.#kind = what.kind;
    this.#equipment = what.equipment;
    this.#options = what.options;
    this.#name = what.name;
    this.#epoch = what.epoch;
    this.#initializer = what.initializer;
    this.#events = events;
  }

  /** Starts a worker. @throws what launching it throws */
  start(worker: number): void {
    const { channels, mostBytes } = this.#equipment;
    const { initargs = [], maxTasksPerChild = Number.MAX_SAFE_INTEGER, env, resourceLimits } = this.#options;
    const scope = this.#kind;
    const [mine, theirs] = Pipe({ scope, capacity: PIPE_BYTES });
    const channel = scope === 'thread' ? new MessageChannel() : undefined;
    this.#started += 1;
    const setup = {
      worker,
      channels,
      mostBytes,
      epoch: this.#epoch,
      pipe: theirs,
      port: channel?.port2,
      initializer: this.#initializer && { target: this.#initializer, args: initargs },
      maxTasks: maxTasksPerChild,
    };
    const launched = launch(scope, {
      target: describeTarget(serve, this.start),
      args: [setup],
      transfer: channel === undefined ? [] : [channel.port2],
      name: `${this.#name}-${this.#started}`,
      daemon: true,
      modules: [workerModule],
      ...(env !== undefined && { env: env as never }),
      ...(resourceLimits !== undefined && { resourceLimits }),
    });
    theirs.close();
    channel?.port1.unref();
    const member: Member = {
      worker,
      launched,
      pipe: mine,
      port: channel?.port1,
      courier: new Courier(mine.unref(), () => launched.kill()),
      ready: false,
      leaving: false,
      gone: false,
    };
    this.#members[worker] = member;
    void this.#watch(member);
  }

  get alive(): number {
    return this.#members.filter((member) => member !== undefined && !member.gone).length;
  }

  /** Process numbers of the workers; of threads, their numbers. */
  get numbers(): number[] {
    return this.#members.flatMap((member) =>
      member === undefined || member.gone
        ? []
        : [this.#kind === 'thread' ? member.launched.threadId : member.launched.pid],
    );
  }

  /** Resolves when all workers are gone. */
  async ended(): Promise<void> {
    while (this.alive > 0) await Promise.all(this.#members.map((member) => member?.launched.ended));
  }

  killAll(): void {
    for (const member of this.#members) if (member !== undefined && !member.gone) member.launched.kill();
  }

  kill(worker: number): void {
    this.#members[worker]?.launched.kill();
  }

  ready(worker: number): void {
    const member = this.#members[worker];
    if (member === undefined) return;
    member.ready = true;
    this.#failedStarts = 0;
  }

  unready(worker: number, error: unknown): void {
    this.ready(worker);
    this.#events.broken(error);
  }

  /** Looks for workers that are gone, for an owner whose event loop cannot tell it. */
  look(): void {
    for (const member of this.#members) {
      if (member === undefined || member.leaving) continue;
      const outcome = member.launched.joinSync(ONE_LOOK_MS);
      if (outcome !== undefined) this.#isGone(member, outcome);
    }
  }

  deliver(worker: number, { args }: PendingTask): void {
    const member = this.#members[worker];
    if (member === undefined || args.how === 'none') return;
    if (args.how === 'posted') {
      member.port?.postMessage(pack(args.value, 'thread'), args.transfer as never);
      // The worker looks at its port when the empty message arrives.
      member.courier.send(new Uint8Array(0));
    } else member.courier.send(args.bytes);
    if (this.blocking) member.courier.finishSync();
  }

  receive(worker: number, isPosted: boolean, arrived: (value: Decoded) => void): void {
    const member = this.#members[worker];
    if (member === undefined) return;
    if (isPosted) {
      arrived(takePosted(member.port));
      return;
    }
    member.courier.expect((bytes) => arrived(decoded(bytes, bytes.length)));
    if (this.blocking) member.courier.finishSync();
    else member.courier.start();
  }

  /** Finishes what is on its way through pipes, as the owner is about to block. */
  finishTransfers(): void {
    for (const member of this.#members) member?.courier.finishSync();
  }

  async #watch(member: Member): Promise<void> {
    await member.launched.returned;
    // Holds nobody up: the pool does, where it waits for its workers.
    const linger = setTimeout(() => member.launched.kill(), LINGER_MS).unref();
    const outcome = await member.launched.ended;
    clearTimeout(linger);
    this.#isGone(member, outcome);
  }

  #isGone(member: Member, outcome: Outcome): void {
    if (member.gone || member.leaving) return;
    member.leaving = true;
    const { worker } = member;
    this.#events.leaving();
    // What it has sent completely counts, also if nobody has received it yet.
    member.courier.takeRestSync();
    member.gone = true;
    this.#events.gone(worker, outcome.how === 'returned' ? undefined : outcome.error);
    member.pipe.close();
    member.port?.close();
    if (!this.#events.replaces) return;
    if (!member.ready) {
      this.#failedStarts += 1;
      if (this.#failedStarts > this.#members.length + FAILED_STARTS) {
        this.#events.broken(outcome.how === 'returned' ? undefined : outcome.error);
        return;
      }
    }
    try {
      this.start(worker);
    } catch (error) {
      this.#events.broken(error);
    }
  }
}

/** Messages that do not fit into queues go through this in pieces. */
const PIPE_BYTES = 2 ** 18;

function takePosted(port: MessagePort | undefined): Decoded {
  try {
    const message = port && receiveMessageOnPort(port);
    if (message !== undefined) return { value: posted(message.message) };
    return { error: new Error('the worker has posted nothing') };
  } catch (error) {
    return { error };
  }
}
