/** The read-write lock: readers together, writers alone, neither starved. */
import { type Guard, RWLock } from '@weft/atomics';
import { expect, program } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { attached } from './attached.js';

interface Shared {
  readonly lock: RWLock;
  /** Written by writers only; a reader that sees it change is a data race. */
  readonly written: Int32Array;
}

const setup = (): Shared => ({ lock: new RWLock({ maxReaders: 3 }), written: plainWords() });

/** A thread's place among the readers is its own for life: it takes it here, as after its first read. */
function attachReader(shared: Shared, thread: number): Shared {
  const local = attached(shared);
  if (thread >= 0) local.lock.acquireReadSync().release();
  return local;
}

function readOnce({ lock, written }: Shared): number {
  const guard = lock.acquireReadSync();
  return leave(guard, written[0] as number);
}

function leave(guard: Guard, read: number): number {
  guard.release();
  return read;
}

function writeOnce({ lock, written }: Shared): void {
  const guard = lock.acquireWriteSync();
  addOne(written);
  guard.release();
}

async function readOnceLater({ lock, written }: Shared): Promise<number> {
  const guard = await lock.acquireRead();
  return leave(guard, written[0] as number);
}

async function writeOnceLater({ lock, written }: Shared): Promise<void> {
  const guard = await lock.acquireWrite();
  addOne(written);
  guard.release();
}

function checkFree({ lock, written }: Shared, writes: number): void {
  expect(written[0] === writes, `${writes} wrote, not ${written[0]}`);
  expect(lock.readers() === 0, 'nobody reads');
  expect(lock.tryAcquireWrite() !== undefined, 'the lock is free');
}

export const readerAndWriter = program({
  name: 'rw-lock/reader-and-writer',
  about: 'Of a reader and a writer that meet at least one sees the other.',
  setup,
  attach: attachReader,
  threads: [
    (local) => {
      readOnce(local);
      readOnce(local);
    },
    writeOnce,
  ],
  check: (local) => checkFree(local, 1),
});

export const twoReaders = program({
  name: 'rw-lock/two-readers',
  about: 'Two readers and a writer: the writer waits for both, and both come in again.',
  setup,
  attach: attachReader,
  threads: [readOnce, writeOnce, readOnce],
  check: (local) => checkFree(local, 1),
  exploration: { preemptions: 3 },
});

export const twoWriters = program({
  name: 'rw-lock/two-writers',
  about: 'Two writers and a reader: one at a time, and nobody is left behind.',
  setup,
  attach: attachReader,
  threads: [writeOnce, readOnce, writeOnce],
  check: (local) => checkFree(local, 2),
  exploration: { preemptions: 3 },
});

export const firstRead = program({
  name: 'rw-lock/first-read',
  about: 'Threads that read for the first time take a place each, and a writer finds it.',
  setup,
  // Attached by the threads themselves, so that they have no places yet.
  attach: (shared, thread) => (thread < 0 ? attached(shared) : shared),
  threads: [
    ({ lock, written }) => readOnce({ lock: attached(lock), written }),
    ({ lock, written }) => readOnce({ lock: attached(lock), written }),
    ({ lock, written }) => writeOnce({ lock: attached(lock), written }),
  ],
  check: (local) => checkFree(local, 1),
  exploration: { preemptions: 3 },
});

export const readTwice = program({
  name: 'rw-lock/read-again',
  about: 'A thread that reads may read again although a writer waits, and the writer waits for both.',
  setup,
  attach: attachReader,
  threads: [
    (local) => {
      const outer = local.lock.acquireReadSync();
      readOnce(local);
      outer.release();
    },
    writeOnce,
  ],
  check: (local) => checkFree(local, 1),
});

export const writerFirst = program({
  name: 'rw-lock/writer-first',
  about: 'A reader that comes while a writer waits for another reader gets in after the writer.',
  setup,
  attach(shared, thread) {
    const local = attachReader(shared, thread);
    return { ...local, reading: thread === 0 ? local.lock.acquireReadSync() : undefined };
  },
  threads: [
    ({ reading }) => reading?.release(),
    writeOnce,
    ({ lock, written }) => {
      // Nobody but the writer takes the mutex of the lock, in which it waits for readers to leave.
      const waits = lock.describe().locked === true;
      const guard = lock.acquireReadSync();
      expect(!waits || written[0] === 1, 'the writer that waited went first');
      guard.release();
    },
  ],
  check: (local) => checkFree(local, 1),
});

export const asyncSides = program({
  name: 'rw-lock/async',
  about: 'A task that awaits to read and then to write, and a thread that blocks to write.',
  setup,
  attach: attachReader,
  threads: [
    async (local) => {
      await readOnceLater(local);
      await writeOnceLater(local);
    },
    writeOnce,
  ],
  check: (local) => checkFree(local, 2),
});

export const tries = program({
  name: 'rw-lock/tries',
  about: 'Attempts take the lock or leave no trace: nobody is kept out by one that failed.',
  setup,
  attach: attachReader,
  threads: [
    ({ lock, written }) => {
      const guard = lock.tryAcquireWrite();
      if (guard === undefined) return false;
      addOne(written);
      guard.release();
      return true;
    },
    readOnce,
    ({ lock }) => {
      const guard = lock.tryAcquireRead();
      guard?.release();
      return guard !== undefined;
    },
  ],
  check: (local, { results }) => checkFree(local, results[0] === true ? 1 : 0),
  exploration: { preemptions: 3 },
});

function writeInTime({ lock, written }: Shared): boolean {
  try {
    const guard = lock.acquireWriteSync({ timeout: 1 });
    addOne(written);
    guard.release();
    return true;
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
    return false;
  }
}

export const writerTimesOut = program({
  name: 'rw-lock/writer-times-out',
  about: 'A writer that times out, for the lock or for the readers, lets everybody go on.',
  setup,
  attach: attachReader,
  threads: [readOnce, writeInTime, readOnce],
  check: (local, { results }) => checkFree(local, results[1] === true ? 1 : 0),
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

export const writerAborted = program({
  name: 'rw-lock/writer-aborted',
  about: 'A task that is aborted as it waits to write, at any moment, lets everybody go on.',
  setup,
  attach: attachReader,
  threads: [
    readOnce,
    async ({ lock, written }) => {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), 1);
      const guard = await lock.acquireWrite({ signal: controller.signal }).catch(() => undefined);
      clearTimeout(timer);
      if (guard === undefined) return false;
      addOne(written);
      guard.release();
      return true;
    },
    readOnce,
  ],
  check: (local, { results }) => checkFree(local, results[1] === true ? 1 : 0),
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

export const readerTimesOut = program({
  name: 'rw-lock/reader-times-out',
  about: 'A reader that times out in the queue of the writers leaves no mark and no wake-up behind.',
  setup,
  attach: attachReader,
  threads: [
    writeOnce,
    ({ lock, written }) => {
      try {
        return leave(lock.acquireReadSync({ timeout: 1 }), written[0] as number);
      } catch (error) {
        return codeOf(error);
      }
    },
    writeOnce,
  ],
  check: (local) => checkFree(local, 2),
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

export const readerDies = program({
  name: 'rw-lock/reader-dies',
  about: 'A reader that is killed at any point is forgotten: the writer does not wait for it.',
  setup,
  attach: attachReader,
  threads: [readOnce, writeOnce],
  check: (local) => checkFree(local, 1),
  exploration: { kills: { threads: [0] } },
});

const BEGUN = 0;
const ENDED = 1;

export const writerDies = program({
  name: 'rw-lock/writer-dies',
  about: 'After a writer that is killed the lock is abandoned if it had begun to write, and as it was else.',
  setup: () => ({ lock: new RWLock({ maxReaders: 3 }), written: plainWords(2) }),
  attach: attachReader,
  threads: [
    ({ lock, written }) => {
      const guard = lock.acquireWriteSync();
      addOne(written, BEGUN);
      addOne(written, ENDED);
      guard.release();
    },
    ({ lock, written }) => {
      try {
        const guard = lock.acquireReadSync();
        expect(written[BEGUN] === written[ENDED], 'what is read is whole');
        guard.release();
      } catch (error) {
        expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the death of the writer fails');
        const guard = lock.recover();
        written[BEGUN] = written[ENDED] as number;
        guard.release();
      }
    },
  ],
  check({ lock }, { killed }) {
    try {
      expect(lock.tryAcquireWrite() !== undefined, 'the lock is free');
    } catch (error) {
      expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED' && killed.includes(true), 'or abandoned by the dead');
    }
  },
  exploration: { kills: { threads: [0] } },
});

export const waitingWriterDies = program({
  name: 'rw-lock/waiting-writer-dies',
  about:
    'A writer that is killed as it waits for a reader keeps nobody out; as it writes, it leaves the lock abandoned.',
  setup,
  attach: attachReader,
  threads: [
    (local) => {
      survive(local, () => readOnce(local));
      survive(local, () => readOnce(local));
    },
    ({ lock }) => {
      lock.acquireWriteSync().release();
    },
    (local) => survive(local, () => writeOnce(local)),
  ],
  exploration: { kills: { threads: [1] }, preemptions: 2 },
});

/** Acts until the death of the writer does not interrupt it. */
function survive({ lock }: Shared, act: () => void): void {
  for (;;) {
    try {
      act();
      return;
    } catch (error) {
      expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the death of the writer fails');
      recover(lock);
    }
  }
}

function recover(lock: RWLock): void {
  try {
    lock.recover().release();
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_NOT_OWNER', 'only the race against another rescuer fails');
  }
}
