import { TimeoutError } from '@weft/atomics';
import type { Call } from '../call.js';
import { type LATER, type Result, ServedObject, type Verbs, verbs } from '../served-object.js';
import { type Holding, Mutex } from './mutex.js';

/** A lock, or a re-entrant one. */
export class ServedLock extends ServedObject {
  readonly kind: 'lock' | 'rlock';
  readonly verbs: Verbs<ServedLock> = LOCK_VERBS;
  readonly mutex: Mutex;

  constructor(kind: 'lock' | 'rlock') {
    super();
    this.kind = kind;
    this.mutex = new Mutex(kind === 'lock' ? 'the lock' : 'the rlock', kind === 'rlock');
  }

  describe(): Record<string, boolean | number | string> {
    return describeMutex(this.mutex);
  }
}

export function describeMutex(mutex: Mutex): Record<string, boolean | number | string> {
  const { holding, abandoned, waiters } = mutex;
  return {
    locked: holding !== undefined,
    ...(holding && { holder: holding.session.title }),
    ...(abandoned && { abandoned }),
    ...(waiters > 0 && { waiters }),
  };
}

/** What an acquire answers: which holding it is, and its fencing number. */
function granted({ token, fence }: Holding): Result {
  return [token, fence];
}

function acquire(mutex: Mutex, call: Call): Result | typeof LATER {
  const timeout = call.timeout(0);
  const context = call.integer(1, 0);
  const { session } = call;
  const again = mutex.reenter(session, context);
  if (again !== undefined) return granted(again);
  const holding = mutex.newHolding(session, context);
  if (mutex.isFree()) {
    mutex.grant(holding);
    return granted(holding);
  }
  const leave = mutex.enqueue({
    holding,
    granted: () => call.reply(granted(holding)),
    failed: (error) => call.fail(error),
  });
  return call.park(timeout, {
    timedOut() {
      leave();
      throw new TimeoutError('the lock was not free in time');
    },
    withdraw() {
      leave();
      return undefined;
    },
  });
}

/** The verbs of everything that has a mutex: locks, and conditions with theirs. */
export const LOCK_VERBS: Verbs<{ readonly mutex: Mutex }> = verbs<{ readonly mutex: Mutex }>({
  acquire: ({ mutex }, call) => acquire(mutex, call),

  tryAcquire({ mutex }, call) {
    const context = call.integer(0, 0);
    const again = mutex.reenter(call.session, context);
    if (again !== undefined) return granted(again);
    if (!mutex.isFree()) return null;
    const holding = mutex.newHolding(call.session, context);
    mutex.grant(holding);
    return granted(holding);
  },

  release({ mutex }, call) {
    // A re-entrant lock counts for its holder; a plain one may be released by anybody, as in Python.
    if (mutex.reentrant) mutex.owned(call.session, mutex.holding?.context ?? 0, 'release');
    mutex.release();
  },

  releaseToken({ mutex }, call) {
    mutex.releaseToken(call.session, call.integer(0));
  },

  locked: ({ mutex }) => mutex.holding !== undefined || mutex.abandoned,

  recover: ({ mutex }, call) => granted(mutex.recover(call.session, call.integer(0, 0))),
});
