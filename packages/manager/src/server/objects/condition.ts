import type { Call } from '../call.js';
import type { Objects } from '../objects.js';
import { LATER, type Result, ServedObject, type Verbs, verbs } from '../served-object.js';
import { describeMutex, LOCK_VERBS, type ServedLock } from './lock.js';
import type { Holding, Mutex } from './mutex.js';

/** A task that waits to be told; it has let the lock go, and gets it back before its call is answered. */
interface Sleeper {
  readonly holding: Holding;
  wake(told: boolean): void;
}

export class ServedCondition extends ServedObject {
  readonly kind = 'condition';
  readonly verbs: Verbs<ServedCondition> = VERBS;
  readonly #objects: Objects;
  readonly #lock: ServedLock;
  readonly sleepers: Set<Sleeper> = new Set();

  constructor(objects: Objects, lock: ServedLock) {
    super();
    this.#objects = objects;
    this.#lock = lock;
    objects.retain(lock.id);
  }

  get mutex(): Mutex {
    return this.#lock.mutex;
  }

  override facts(): Result[] {
    return [this.#lock.id];
  }

  describe(): Record<string, boolean | number | string> {
    return { waiting: this.sleepers.size, ...describeMutex(this.mutex) };
  }

  override end(): void {
    this.#objects.release(this.#lock.id);
  }

  /** Lets the lock go and waits; the answer is whether it was told, and the new fencing number. */
  wait(call: Call): Result | typeof LATER {
    const timeout = call.timeout(0);
    const { mutex } = this;
    const holding = mutex.owned(call.session, call.integer(1, 0), 'wait');
    const sleeper: Sleeper = { holding, wake: (told) => this.#reacquire(call, sleeper, told) };
    this.sleepers.add(sleeper);
    mutex.letGo();
    const wake = (): typeof LATER => {
      sleeper.wake(false);
      return LATER;
    };
    return call.park(timeout, { timedOut: wake, withdraw: wake });
  }

  notify(count: number): void {
    let left = count;
    for (const sleeper of this.sleepers) {
      if (left === 0) return;
      left -= 1;
      sleeper.wake(true);
    }
  }

  #reacquire(call: Call, sleeper: Sleeper, told: boolean): void {
    const { holding } = sleeper;
    const { mutex } = this;
    this.sleepers.delete(sleeper);
    // Its client is gone: there is nobody to have the lock again.
    if (holding.session.ended) return;
    const answer = () => call.reply([told, holding.fence]);
    try {
      if (!mutex.isFree()) {
        mutex.enqueue({ holding, granted: answer, failed: (error) => call.fail(error) });
        this.#parkInLine(call, holding, told);
        return;
      }
      mutex.grant(holding);
      answer();
    } catch (error) {
      call.fail(error);
    }
  }

  /** There is no limit to this wait, and it cannot be given up: the caller has to have the lock when it goes on. */
  #parkInLine(call: Call, holding: Holding, told: boolean): void {
    call.park(Number.POSITIVE_INFINITY, {
      timedOut: () => LATER,
      withdraw: () => {
        if (!holding.session.ended) this.#parkInLine(call, holding, told);
        // What the dead was told, somebody else is told.
        else if (told) this.notify(1);
        return LATER;
      },
    });
  }
}

const VERBS: Verbs<ServedCondition> = new Map([
  ...(LOCK_VERBS as Verbs<ServedCondition>),
  ...verbs<ServedCondition>({
    wait: (condition, call) => condition.wait(call),

    notify(condition, call) {
      condition.mutex.owned(call.session, call.integer(1, 0), 'notify');
      condition.notify(call.has(0) ? call.integer(0, 1) : Number.POSITIVE_INFINITY);
    },
  }),
]);
