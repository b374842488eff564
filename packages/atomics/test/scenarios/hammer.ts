/** Scenarios for stress tests: many rounds of one thing, varied by a seed. Each counts what it did. */
import {
  type AtomicInt32,
  type Barrier,
  type Condition,
  type DeadlockError,
  Event,
  type Guard,
  type Latch,
  type Lock,
  type RLock,
  type RWLock,
  type Semaphore,
  TimeoutError,
} from '@weft/atomics';
import { Random } from '../support/random.js';

/** Shared words that are changed with plain reads and writes: only a lock keeps them right. */
type Plain = Int32Array;

function busy(random: Random): void {
  for (let i = random.below(40); i > 0; i -= 1) random.next();
}

/** Now and then for so long that a kill is likely to strike while something is held. */
function holdForAWhile(random: Random): void {
  const end = performance.now() + (random.below(5) === 0 ? 1 : 0);
  do busy(random);
  while (performance.now() < end);
}

function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError;
}

/** How a lock is acquired: all four ways in turn, chosen at random. */
async function acquireSomehow(lock: Lock | RLock, random: Random): Promise<Guard | undefined> {
  switch (random.below(5)) {
    case 0:
      return lock.acquireSync();
    case 1:
      return lock.tryAcquire();
    case 2:
      return lock.acquire();
    case 3:
      return lock.acquire({ timeout: random.below(3) }).catch((error) => {
        if (isTimeout(error)) return undefined;
        throw error;
      });
    default: {
      const abort = new AbortController();
      const acquired = lock.acquire({ signal: abort.signal }).catch(() => undefined);
      if (random.below(2) === 0) queueMicrotask(() => abort.abort());
      else setTimeout(() => abort.abort(), random.below(2));
      return acquired;
    }
  }
}

/** Adds to a plain number under a lock, acquired in every way; returns how often. */
export async function countUnderLock(
  lock: Lock | RLock,
  plain: Plain,
  rounds: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  let done = 0;
  for (let round = 0; round < rounds; round += 1) {
    const guard = await acquireSomehow(lock, random);
    if (guard === undefined) continue;
    const before = plain[0] as number;
    busy(random);
    plain[0] = before + 1;
    guard.release();
    done += 1;
  }
  return done;
}

/** The same from several tasks at once that only await. */
export async function countFromTasks(
  lock: Lock,
  plain: Plain,
  tasks: number,
  rounds: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  let done = 0;
  const task = async () => {
    for (let round = 0; round < rounds; round += 1) {
      using _guard = await lock.acquire();
      const before = plain[0] as number;
      if (random.below(4) === 0) await Promise.resolve();
      plain[0] = before + 1;
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: tasks }, task));
  return done;
}

/** Takes the lock over and over until told to stop; returns how often. Counts `began` down at its first turn. */
export function hog(lock: Lock, stop: AtomicInt32, began: Latch): number {
  let turns = 0;
  lock.acquireSync().release();
  began.countDown();
  while (stop.load() === 0) {
    using _guard = lock.acquireSync();
    turns += 1;
  }
  return turns;
}

/** Takes the lock `turns` times. */
export function takeTurns(lock: Lock, turns: number): number {
  for (let turn = 0; turn < turns; turn += 1) lock.acquireSync().release();
  return turns;
}

/** Takes permits of random sizes; checks that never more are out than there are. */
export async function takePermits(
  semaphore: Semaphore,
  out: AtomicInt32,
  limit: number,
  rounds: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  let most = 0;
  for (let round = 0; round < rounds; round += 1) {
    const count = 1 + random.below(limit);
    const options = random.below(3) === 0 ? { count, timeout: random.below(4) } : { count };
    let guard: Guard;
    try {
      guard = random.below(2) === 0 ? await semaphore.acquire(options) : semaphore.acquireSync(options);
    } catch (error) {
      if (isTimeout(error)) continue;
      throw error;
    }
    most = Math.max(most, out.add(count) + count);
    busy(random);
    out.sub(count);
    guard.release();
  }
  return most;
}

/** Reads and writes two plain words that must always be equal; returns how many times they were not. */
export async function readAndWrite(
  lock: RWLock,
  plain: Plain,
  rounds: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  let torn = 0;
  for (let round = 0; round < rounds; round += 1) {
    if (random.below(4) === 0) {
      using _writing = random.below(2) === 0 ? lock.acquireWriteSync() : await lock.acquireWrite();
      plain[0] = (plain[0] as number) + 1;
      busy(random);
      plain[1] = (plain[1] as number) + 1;
    } else {
      using _reading = random.below(2) === 0 ? lock.acquireReadSync() : await lock.acquireRead();
      const first = plain[0];
      busy(random);
      if (first !== plain[1]) torn += 1;
    }
  }
  return torn;
}

/** Meets the others `rounds` times; `counter` must be a multiple of the parties after each. */
export async function meet(
  barrier: Barrier,
  counter: AtomicInt32,
  rounds: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  let outOfStep = 0;
  for (let round = 0; round < rounds; round += 1) {
    counter.add(1);
    if (random.below(2) === 0) barrier.waitSync();
    else await barrier.wait();
    if (counter.load() < (round + 1) * barrier.parties) outOfStep += 1;
    // A second meeting, so that nobody counts for the next round while others still look.
    barrier.waitSync();
  }
  return outOfStep;
}

/** A bounded buffer: word 0 counts items, word 1 all that were ever made, word 2 all that were taken. */
export async function produce(
  condition: Condition,
  plain: Plain,
  items: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  for (let item = 0; item < items; item += 1) {
    using _held = condition.acquireSync();
    condition.waitForSync(() => (plain[0] as number) < 4);
    plain[0] = (plain[0] as number) + 1;
    plain[1] = (plain[1] as number) + 1;
    if (random.below(8) === 0) condition.notifyAll();
    else condition.notify(2);
  }
  return items;
}

export async function consume(
  condition: Condition,
  plain: Plain,
  total: number,
  seed: number,
): Promise<number> {
  const random = new Random(seed);
  let taken = 0;
  for (;;) {
    using _held = condition.acquireSync();
    const ready = () => (plain[0] as number) > 0 || (plain[2] as number) === total;
    if (random.below(3) === 0) {
      if (!condition.waitForSync(ready, { timeout: 1 + random.below(3) })) continue;
    } else if (random.below(2) === 0) await condition.waitFor(ready);
    else condition.waitForSync(ready);
    if ((plain[2] as number) === total) return taken;
    plain[0] = (plain[0] as number) - 1;
    plain[2] = (plain[2] as number) + 1;
    taken += 1;
    if ((plain[2] as number) === total) condition.notifyAll();
    else condition.notify(2);
  }
}

/** Takes several locks in one order, the same everywhere, and holds them for a while; no deadlock is possible. */
export function takeInOrder(
  locks: Lock[],
  plain: Plain,
  holdMs: number,
  rounds: number,
  seed: number,
): number {
  const random = new Random(seed);
  for (let round = 0; round < rounds; round += 1) {
    const wanted = locks.filter(() => random.below(2) === 0);
    const guards = wanted.map((lock) => lock.acquireSync());
    const end = performance.now() + random.next() * holdMs;
    while (performance.now() < end) busy(random);
    plain[0] = (plain[0] as number) | 0;
    for (const guard of guards) guard.release();
  }
  return rounds;
}

/** Blocks for so many milliseconds, by waiting for what nobody will set. */
function waitFor(ms: number): void {
  new Event().waitSync({ timeout: ms });
}

/** Takes locks two by two in any order; deadlocks happen, one thread of each is told, lets go and tries again. */
export function takeInAnyOrder(locks: Lock[], rounds: number, seed: number): number {
  const random = new Random(seed);
  let deadlocks = 0;
  for (let done = 0; done < rounds; ) {
    const first = random.pick(locks);
    const second = random.pick(locks.filter((lock) => lock !== first));
    using _outer = first.acquireSync();
    // Now and then long enough for another thread to take its first one: else deadlocks are rare.
    if (random.below(64) === 0) waitFor(1);
    try {
      second.acquireSync().release();
      done += 1;
    } catch (error) {
      if ((error as DeadlockError).code !== 'ERR_WEFT_DEADLOCK') throw error;
      deadlocks += 1;
    }
  }
  return deadlocks;
}

/** Uses everything until it is killed; says in `latch` that it has begun. */
export function useUntilKilled(
  lock: Lock,
  semaphore: Semaphore,
  rwLock: RWLock,
  condition: Condition,
  began: Latch,
  seed: number,
): never {
  const random = new Random(seed);
  began.countDown();
  for (;;) {
    switch (random.below(5)) {
      case 0:
        attempt(() => lock.acquireSync({ timeout: 5 }));
        break;
      case 1:
        attempt(() => semaphore.acquireSync({ timeout: 5 }));
        break;
      case 2:
        attempt(() => rwLock.acquireReadSync({ timeout: 5 }));
        break;
      case 3:
        attempt(() => rwLock.acquireWriteSync({ timeout: 5 }));
        break;
      default:
        attempt(() => {
          const held = condition.acquireSync({ timeout: 5 });
          if (random.below(2) === 0) condition.waitSync({ timeout: 2 });
          else condition.notify();
          return held;
        });
    }
  }

  function attempt(acquire: () => Guard): void {
    try {
      const guard = acquire();
      holdForAWhile(random);
      guard.release();
    } catch (error) {
      if (isTimeout(error) || (error as { code?: string }).code === 'ERR_WEFT_OWNER_DIED') return;
      throw error;
    }
  }
}
