/**
 * Actors: threads that a test directs from outside. An actor calls methods of shared objects and runs scenarios;
 * while it is blocked its answer is pending, and it can be killed at any moment.
 */
import { type SharedObject, setThreadName, share } from '@weft/atomics';
import { type Link, startWorker } from './channel.js';
import type { Answer, Order } from './protocol.js';

// Where threads have no numbers, as in browsers, nothing else tells that this one is the first.
setThreadName('main');

/** A guard that an actor holds. */
export interface RemoteGuard {
  release(): Promise<void>;
}

/** Methods that give a guard whenever they return. */
type GuardedMethod =
  | 'acquire'
  | 'acquireSync'
  | 'acquireRead'
  | 'acquireReadSync'
  | 'acquireWrite'
  | 'acquireWriteSync'
  | 'recover';

/** An error that happened in an actor. */
export class RemoteError extends Error {
  readonly code: string | undefined;
  /** The `cause` of the original, and the cycle of a deadlock. */
  readonly details: NonNullable<Answer['error']>['details'];

  constructor(answer: NonNullable<Answer['error']>) {
    super(answer.message);
    this.name = answer.name;
    this.code = answer.code;
    this.details = answer.details;
  }
}

/** Where shared objects live and who shares them: threads here, processes elsewhere. One suite runs in any world. */
export interface World {
  /** Starts an actor. */
  actor(name?: string): Promise<Actor>;
  /** Ends all actors. */
  close(): Promise<void>;
}

/** An actor. */
export class Actor {
  readonly #link: Link;
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #last = 0;
  #end: Error | undefined;

  constructor(link: Link) {
    this.#link = link;
    link.onMessage((message) => this.#answered(message as Answer));
    this.ended = new Promise((resolve) => {
      link.onExit((why) => {
        this.#stop(new Error(`the actor ended: ${why}`));
        resolve();
      });
    });
  }

  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>;

  /** Whether it lives and has answered everything. */
  get resting(): boolean {
    return this.#end === undefined && this.#pending.size === 0;
  }

  /** Calls `object[method](...args)` in the actor; guards and plain data come back. */
  call(object: SharedObject, method: GuardedMethod, ...args: unknown[]): Promise<RemoteGuard>;
  call<T = unknown>(object: SharedObject, method: string, ...args: unknown[]): Promise<T>;
  call(object: SharedObject, method: string, ...args: unknown[]): Promise<unknown> {
    const order: Order = { verb: 'call', object: share(object), method, args: share(args) as unknown[] };
    return later(
      this.#send(order).then((value) => {
        if (typeof value !== 'object' || value === null || !('guard' in value)) return value;
        return { release: () => this.#send({ verb: 'release', guard: value.guard as number }) };
      }),
    );
  }

  /** Runs an exported function of a scenario module (`test/scenarios/<module>.ts`) in the actor. */
  run<T>(module: string, name: string, ...args: unknown[]): Promise<T> {
    return this.#send({ verb: 'run', module, name, args: share(args) as unknown[] }) as Promise<T>;
  }

  /** Ends the thread from outside, at whatever it is doing; what it had pending rejects. */
  async kill(): Promise<void> {
    await this.#link.terminate();
    this.#stop(new Error('the actor was killed'));
  }

  #send(order: Order): Promise<unknown> {
    if (this.#end !== undefined) return later(Promise.reject(this.#end));
    this.#last += 1;
    const id = this.#last;
    const answer = later(new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject })));
    this.#link.post({ id, order });
    return answer;
  }

  #answered({ id, value, error }: Answer): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(value);
    else pending?.reject(new RemoteError(error));
  }

  #stop(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** A promise that a test may look at only much later, so a rejection may stay unhandled until then. */
function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** The threads of this process. */
export function threadWorld(): World {
  const actors: Actor[] = [];
  return {
    async actor(name) {
      const actor = new Actor(startWorker(new URL('./actor-main.js', import.meta.url)));
      actors.push(actor);
      await actor.run('basics', 'start', name ?? `actor-${actors.length}`);
      return actor;
    },
    async close() {
      await Promise.all(actors.map((actor) => actor.kill()));
    },
  };
}
