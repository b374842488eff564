import type { Mutant } from '@weft/interleave/mutant';

const rwLock = 'packages/atomics/src/rw-lock.ts';
const acquireWrite = 'packages/atomics/src/rw-lock/acquire-write.ts';
const readers = 'packages/atomics/src/rw-lock/readers.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'rw-lock/not-looked-again',
    module: rwLock,
    from: 'if (this.#mutex.owner() === 0) return this.#readGuard();\n    this.#readers.leave();\n    return void 0;',
    to: 'return this.#readGuard();',
    what: 'A reader that has marked itself does not look whether a writer came in meanwhile.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/leaves-no-mark',
    module: rwLock,
    from: 'if (this.#mutex.owner() === 0) return this.#readGuard();\n    this.#readers.leave();',
    to: 'if (this.#mutex.owner() === 0) return this.#readGuard();',
    what: 'A reader that was refused stays marked, and writers wait for it.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/marks-after-letting-go',
    module: rwLock,
    from: 'try {\n        return this.#read();\n      } finally {\n        this.#mutex.release(this.#block);\n      }',
    to: 'this.#mutex.release(this.#block);\n      return this.#read();',
    what: 'A reader that has queued lets the lock go before it is marked, and a writer does not see it.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/drains-in-silence',
    module: rwLock,
    from: 'this.#setMode(RWLOCK.MODE_DRAINING);',
    to: '',
    what: 'Readers that leave do not know that a writer waits for them.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/writes-unmarked',
    module: rwLock,
    from: 'this.#setMode(RWLOCK.MODE_WRITING);',
    to: '',
    what: 'The lock of a writer that was killed as it wrote is inherited without a word.',
    foundBy: ['rw-lock/writer-dies'],
  },
  {
    name: 'rw-lock/reads-the-drain-last',
    module: acquireWrite,
    from: 'this.expected = Atomics.load(words, this.word);\n    this.#reader = this.#readers.any();',
    to: 'this.#reader = this.#readers.any();\n    this.expected = Atomics.load(words, this.word);',
    what: 'A reader that leaves between the look and the load is not noticed, and the writer parks.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/keeps-readers-out',
    module: acquireWrite,
    from: 'if (this.#draining) this.#steps.retreat();',
    to: 'if (this.#draining);',
    what: 'A writer that gives up keeps the lock.',
    foundBy: ['rw-lock/writer-times-out', 'rw-lock/writer-aborted'],
  },
  {
    name: 'rw-lock/looks-before-it-leaves',
    module: readers,
    from: 'if (Atomics.sub(this.#words, this.#mine + RWLOCK.READER_COUNT, 1) > 1) return;\n    if (Atomics.load(this.#words, state + RWLOCK.MODE) !== RWLOCK.MODE_DRAINING) return;',
    to: 'const drains = Atomics.load(this.#words, state + RWLOCK.MODE) === RWLOCK.MODE_DRAINING;\n    if (Atomics.sub(this.#words, this.#mine + RWLOCK.READER_COUNT, 1) > 1 || !drains) return;',
    what: 'A writer that begins to wait between the look and the leave is not told.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/drain-unchanged',
    module: readers,
    from: 'Atomics.add(this.#words, state + RWLOCK.DRAIN, 1);',
    to: '',
    what: 'A writer that is about to park finds the word unchanged, after the last reader has notified.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/told-before-it-left',
    module: readers,
    from: 'Atomics.add(this.#words, state + RWLOCK.DRAIN, 1);\n    memory.notify(state + RWLOCK.DRAIN);',
    to: 'memory.notify(state + RWLOCK.DRAIN);\n    Atomics.add(this.#words, state + RWLOCK.DRAIN, 1);',
    what: 'A writer that parks between the notification and the change is not woken.',
    foundBy: ['rw-lock/reader-and-writer'],
  },
  {
    name: 'rw-lock/place-by-store',
    module: readers,
    from: 'if (Atomics.compareExchange(this.#words, pair + RWLOCK.READER_TOKEN, holder, token) !== holder)\n        continue;',
    to: 'Atomics.store(this.#words, pair + RWLOCK.READER_TOKEN, token);',
    what: 'Two threads that read for the first time take one place.',
    foundBy: ['rw-lock/first-read'],
  },
  {
    name: 'rw-lock/dead-read-on',
    module: readers,
    from: 'if (this.#count(pair) > 0 && !table.probe(token)) tokens.push(token);',
    to: 'if (this.#count(pair) > 0) tokens.push(token);',
    what: 'A writer waits for a reader that was killed.',
    foundBy: ['rw-lock/reader-dies'],
  },
];
