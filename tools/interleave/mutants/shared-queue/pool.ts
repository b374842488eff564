import type { Mutant } from '@weft/interleave/mutant';

const module = 'packages/shared-queue/src/pool/pool-store.ts';
const cells = 'packages/shared-queue/src/pool/cells.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'pool/not-repaired',
    module,
    from: 'state + POOL.MONITOR, () => this.#repair()',
    to: 'state + POOL.MONITOR',
    what: 'What a dead thread has left half done stays so.',
    foundBy: ['priority-queue/putter-dies', 'priority-queue/getter-dies'],
  },
  {
    name: 'pool/item-before-it-is-written',
    module,
    from: 'const item = this.#cells.write(frames, frames.next, contentWords, sequence);\n    Atomics.store(this.#words, this.#cells.at(item) + CELL.STATE, CELL.STATE_ITEM);\n    this.#order.add(item, size);',
    to: 'const free = this.#words[this.#state + POOL.FREE] - 1;\n    const cell = free >= 0 ? free : this.#words[this.#state + POOL.TOUCHED];\n    Atomics.store(this.#words, this.#cells.at(cell) + CELL.STATE, CELL.STATE_ITEM);\n    const item = this.#cells.write(frames, frames.next, contentWords, sequence);\n    this.#order.add(item, size);',
    what: 'A thread that is killed as it writes leaves an item that is not whole.',
    foundBy: ['priority-queue/putter-dies', 'lifo-queue/putter-dies'],
  },
  {
    name: 'pool/item-gone-before-it-is-read',
    module,
    from: 'this.#cells.read(item, frames);\n    if (frames.target !== void 0) frames.checkTarget(frames.words[0]);\n    Atomics.store(this.#words, this.#cells.at(item) + CELL.STATE, 0);\n    this.#order.removeNext(size);\n    this.#cells.free(item);',
    to: 'this.#cells.read(item, frames);\n    this.#order.removeNext(size);\n    this.#cells.free(item);',
    what: 'The cell is marked as free only after it is in the free list: killed in between, it is both.',
    foundBy: [],
    survives:
      'Giving a cell back clears STATE first (`#addFree`), and repair makes the order anew: the store is there so that the table of deaths can be read off the code.',
  },
  {
    name: 'pool/size-not-made-anew',
    module,
    from: 'Atomics.store(this.#words, this.#state + POOL.SIZE, items.length);',
    to: '',
    what: 'After a death the queue believes the size of before.',
    foundBy: ['priority-queue/putter-dies', 'priority-queue/getter-dies'],
  },
  {
    name: 'pool/sequence-upper-word-first',
    module,
    from: 'Atomics.store(this.#words, this.#state + POOL.SEQUENCE_LOW, sequence | 0);\n    this.#words[this.#state + POOL.SEQUENCE_HIGH] = Math.floor(sequence / 2 ** 32);',
    to: 'this.#words[this.#state + POOL.SEQUENCE_HIGH] = Math.floor(sequence / 2 ** 32);\n    Atomics.store(this.#words, this.#state + POOL.SEQUENCE_LOW, sequence | 0);',
    what: 'Killed between the two words at the 2^32nd put, a thread leaves a number that is far too large. (As it was before the checker found it.)',
    foundBy: ['priority-queue/sequence-turns-over'],
  },
  {
    name: 'pool/take-believes-size',
    module,
    from: 'if (this.size() === 0 && this.#isSettled()) return 0;',
    to: 'if (this.size() === 0) return 0;',
    what: 'A getter waits for ever beside an item that a dead putter has left uncounted.',
    foundBy: ['priority-queue/left-by-the-dead'],
  },
  {
    name: 'pool/free-list-kept',
    module: cells,
    from: 'this.#words[this.#state + POOL.FREE] = 0;\n    for',
    to: 'for',
    what: 'The free list that repair makes begins with what is left of the old one, in circles.',
    foundBy: ['lifo-queue/putter-dies'],
  },
];
