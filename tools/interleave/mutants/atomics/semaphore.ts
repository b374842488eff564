import type { Mutant } from '@weft/interleave/mutant';

const permits = 'packages/atomics/src/semaphore/permits.ts';
const acquire = 'packages/atomics/src/semaphore/acquire-permits.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'semaphore/take-by-store',
    module: permits,
    from: 'return Atomics.compareExchange(this.words, this.at, word, word - 1) === word;',
    to: 'Atomics.store(this.words, this.at, word - 1);\n    return true;',
    what: 'Two threads take the same permit.',
    foundBy: ['semaphore/exclusion'],
  },
  {
    name: 'semaphore/give-by-store',
    module: permits,
    from: 'if (Atomics.compareExchange(this.words, this.at, word, next) !== word) continue;',
    to: 'Atomics.store(this.words, this.at, next);',
    what: 'Of two permits that are given back at once one is lost, and so is an announcement.',
    foundBy: ['semaphore/two-of-three', 'semaphore/bounded', 'semaphore/exclusion'],
  },
  {
    name: 'semaphore/tells-one',
    module: permits,
    from: '? count : Number.POSITIVE_INFINITY;',
    to: '? 1 : Number.POSITIVE_INFINITY;',
    what: 'A release of two permits wakes one waiter.',
    foundBy: [],
    survives: 'Who is woken and leaves permits wakes the next one: waking both at once is for speed.',
  },
  {
    name: 'semaphore/bulk-tells-one',
    module: permits,
    from: '? count : Number.POSITIVE_INFINITY;',
    to: '? count : count;',
    what: 'A permit wakes one who cannot use it, and not the one behind who could.',
    foundBy: ['semaphore/small-behind-large', 'semaphore/several-sizes'],
  },
  {
    name: 'semaphore/told-before-given',
    module: permits,
    from: 'if (Atomics.compareExchange(this.words, this.at, word, next) !== word) continue;\n      if ((word & (SEMAPHORE.WAITERS | SEMAPHORE.WATCHED)) !== 0) this.#tell(word, count);',
    to: 'if ((word & (SEMAPHORE.WAITERS | SEMAPHORE.WATCHED)) !== 0) this.#tell(word, count);\n      if (Atomics.compareExchange(this.words, this.at, word, next) !== word) continue;',
    what: 'Whoever is woken finds no permit yet, and parks for ever.',
    foundBy: ['semaphore/exclusion', 'semaphore/timeout-against-release'],
  },
  {
    name: 'semaphore/watchers-not-told',
    module: permits,
    from: 'if ((word & SEMAPHORE.WATCHED) !== 0) this.block.ringBell();',
    to: '',
    what: 'A thread that selects does not hear of the permit.',
    foundBy: ['select/permits-for-two'],
  },
  {
    name: 'semaphore/large-not-announced',
    module: acquire,
    from: 'let next = word | SEMAPHORE.WAITERS | (this.demand > 1 ? SEMAPHORE.BULK : 0);',
    to: 'let next = word | SEMAPHORE.WAITERS;',
    what: 'A release wakes as many as it has permits, though the first of them needs more.',
    foundBy: ['semaphore/small-behind-large', 'semaphore/several-sizes'],
  },
  {
    name: 'semaphore/announcement-dropped',
    module: acquire,
    from: 'let next = word | SEMAPHORE.WAITERS | (this.demand > 1 ? SEMAPHORE.BULK : 0);',
    to: 'let next = word;',
    what: 'A thread parks without having said so.',
    foundBy: ['semaphore/exclusion'],
  },
  {
    name: 'semaphore/others-forgotten',
    module: acquire,
    from: 'if (left === 0) return flags | SEMAPHORE.WAITERS;',
    to: 'if (left === 0) return flags;',
    what: 'A woken thread takes the last permit without announcing again for those who are still parked.',
    foundBy: ['semaphore/exclusion-of-three'],
  },
  {
    name: 'semaphore/rest-not-told',
    module: acquire,
    from: 'if (this.parked && left > 0) {',
    to: 'if (false) {',
    what: 'A woken thread that leaves permits does not wake those who could take them.',
    foundBy: ['semaphore/two-releases'],
  },
  {
    name: 'semaphore/rest-forgets-the-large',
    module: acquire,
    from: '(word & SEMAPHORE.BULK) === 0 ? left : void 0',
    to: 'left',
    what: 'Of those who are parked behind it a thread wakes too few: the first may need more than is left.',
    foundBy: [],
    survives:
      'Who asks for more and has parked since the last release stands behind all whom that release has passed over, so ' +
      'waking as many as there are permits reaches those who can use them. Waking all is the simpler thing to be sure of.',
  },
  {
    name: 'semaphore/round-never-ends',
    module: acquire,
    from: '(this.#turn.called ? ~SEMAPHORE.FAIR : -1)',
    to: '-1',
    what: 'The caller of a fair round takes its permit and lets the round go on.',
    foundBy: [],
    survives:
      'The first release that finds nobody in line ends the round: until then newcomers queue needlessly, and are served.',
  },
];
