import type { WaitOptions } from '@weft/atomics';
import { checkInteger, checkWait, currentContext } from '@weft/atomics/kit';
import type {
  Acquirable,
  ManagedCondition,
  ManagedGuard,
  ManagedLock,
  ManagedRLock,
  ManagedSemaphore,
  PermitOptions,
} from '../containers/locks.js';
import { runWith } from '../containers/run-with.js';
import { waitUntil } from '../containers/wait-until.js';
import type { Item } from '../wire/reader.js';
import type { FrameWriter } from '../wire/writer.js';
import { Guard, Hold } from './holds.js';
import { asBoolean, asNumber, nothing, ServerProxy } from './proxy.js';

const MOST = 0x7fffffff;

/** What the server says about a lock that it has given. */
type Granted = [token: number, fence: number];

function writeContext(writer: FrameWriter): void {
  writer.number(currentContext());
}

/** Locks, and conditions, which have the verbs of their locks. */
abstract class LockLikeProxy<K extends string> extends ServerProxy<K> implements Acquirable {
  acquire(options?: WaitOptions): Promise<ManagedGuard> {
    return this.askWaiting('acquire', this.#granted, options, 1, writeContext);
  }

  tryAcquire(): Promise<ManagedGuard | undefined> {
    const read = (answer: Item) => (answer === null ? undefined : this.#granted(answer));
    return this.ask('tryAcquire', read, 1, writeContext);
  }

  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return runWith(() => this.acquire(options), fn);
  }

  async release(): Promise<void> {
    await this.ask('release', nothing);
    this.#left(this.hold);
  }

  locked(): Promise<boolean> {
    return this.ask('locked', asBoolean);
  }

  recover(): Promise<ManagedGuard> {
    return this.ask('recover', this.#granted, 1, writeContext);
  }

  /** Where the lock is: of a condition, that is another object. */
  protected get lockId(): number {
    return this.handle.id;
  }

  /** The lock, if this client holds it. */
  protected get hold(): Hold | undefined {
    return this.home.client.holds.get(this.lockId);
  }

  readonly #granted = (answer: Item): ManagedGuard => {
    const [token, fence] = answer as Granted;
    const { client } = this.home;
    let { hold } = this;
    if (hold?.token !== token) {
      hold = new Hold(client, token, fence);
      client.holds.set(this.lockId, hold);
    }
    return this.#guard(hold);
  };

  #guard(hold: Hold): ManagedGuard {
    return new Guard(hold, () => {
      this.#left(hold);
      return this.ask('releaseToken', nothing, 1, (writer) => writer.number(hold.token));
    });
  }

  #left(hold: Hold | undefined): void {
    if (hold?.leave() && this.hold === hold) this.home.client.holds.delete(this.lockId);
  }
}

export class LockProxy extends LockLikeProxy<'lock'> implements ManagedLock {}

export class RLockProxy extends LockLikeProxy<'rlock'> implements ManagedRLock {}

export class ConditionProxy extends LockLikeProxy<'condition'> implements ManagedCondition {
  protected override get lockId(): number {
    return this.handle.facts[0] as number;
  }

  wait(options?: WaitOptions): Promise<boolean> {
    const read = (answer: Item): boolean => {
      const [told, fence] = answer as [boolean, number];
      const { hold } = this;
      // Others had the lock meanwhile.
      if (hold !== undefined) hold.fence = fence;
      // It was given up, and has the lock again only now.
      if (!told) options?.signal?.throwIfAborted();
      return told;
    };
    return this.askWaiting('wait', read, options, 1, writeContext);
  }

  waitFor(predicate: () => boolean | PromiseLike<boolean>, options?: WaitOptions): Promise<boolean> {
    return waitUntil(this, predicate, options);
  }

  async notify(n: number = 1): Promise<void> {
    checkInteger('n', n, 1, Number.MAX_SAFE_INTEGER);
    return this.ask('notify', nothing, 2, (writer) => {
      writer.number(n);
      writeContext(writer);
    });
  }

  notifyAll(): Promise<void> {
    return this.ask('notify', nothing, 2, (writer) => {
      writer.nil();
      writeContext(writer);
    });
  }
}

export class SemaphoreProxy
  extends ServerProxy<'semaphore' | 'boundedSemaphore'>
  implements ManagedSemaphore
{
  async acquire(options?: PermitOptions): Promise<ManagedGuard> {
    checkWait(options);
    const count = checkInteger('count', options?.count ?? 1, 1, MOST);
    return this.askWaiting(
      'acquire',
      () => this.#guard(count),
      options,
      1,
      (writer) => writer.number(count),
    );
  }

  async tryAcquire(count: number = 1): Promise<ManagedGuard | undefined> {
    checkInteger('count', count, 1, MOST);
    const read = (answer: Item) => (answer === true ? this.#guard(count) : undefined);
    return this.ask('tryAcquire', read, 1, (writer) => writer.number(count));
  }

  run<T>(fn: () => T | PromiseLike<T>, options?: PermitOptions): Promise<T> {
    return runWith(() => this.acquire(options), fn);
  }

  async release(count: number = 1): Promise<void> {
    checkInteger('count', count, 1, MOST);
    return this.ask('release', nothing, 1, (writer) => writer.number(count));
  }

  value(): Promise<number> {
    return this.ask('value', asNumber);
  }

  #guard(count: number): ManagedGuard {
    const hold = new Hold(this.home.client, 0, 0);
    return new Guard(hold, () => {
      hold.leave();
      return this.release(count);
    });
  }
}
