import type { Mutant } from '@weft/interleave/mutant';

const event = 'packages/atomics/src/event.ts';
const latch = 'packages/atomics/src/latch.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'event/generation-stays',
    module: event,
    from: 'const next = word + EVENT.GENERATION &',
    to: 'const next = word &',
    what: 'A waiter that is slow to look does not see that the event was set and cleared.',
    foundBy: ['event/set-and-cleared'],
  },
  {
    name: 'event/set-by-store',
    module: event,
    from: 'if (Atomics.compareExchange(this.#words, this.#at, word, next) !== word) continue;',
    to: 'Atomics.store(this.#words, this.#at, next);',
    what: 'A waiter that announces itself just then is not woken.',
    foundBy: ['event/set-and-cleared', 'event/released'],
  },
  {
    name: 'event/tells-one',
    module: event,
    from: 'if ((word & EVENT.WAITERS) !== 0) this.#block.memory.notify(this.#at);',
    to: 'if ((word & EVENT.WAITERS) !== 0) this.#block.memory.notify(this.#at, 1);',
    what: 'One waiter is woken, the others are not.',
    foundBy: ['event/released'],
  },
  {
    name: 'event/announce-by-store',
    module: event,
    from: 'if (word === this.expected || Atomics.compareExchange(this.#words, this.word, word, this.expected) === word) {',
    to: 'if (word === this.expected || Atomics.store(this.#words, this.word, this.expected) === this.expected) {',
    what: 'The announcement overwrites that the event was set.',
    foundBy: ['event/released', 'event/set-and-cleared'],
  },
  {
    name: 'event/watchers-not-told',
    module: event,
    from: 'if ((word & EVENT.WATCHED) !== 0) this.#block.ringBell();',
    to: '',
    what: 'A thread that selects does not hear of the event.',
    foundBy: ['select/two-selecting', 'select/timeout'],
  },
  {
    name: 'latch/count-by-store',
    module: latch,
    from: 'if (Atomics.compareExchange(this.#words, this.#at, word, next) !== word) continue;',
    to: 'Atomics.store(this.#words, this.#at, next);',
    what: 'Of two that count down at once one is not counted.',
    foundBy: ['latch/zero'],
  },
  {
    name: 'latch/waiters-not-kept',
    module: latch,
    from: 'const next = left > 0 ? word & ~LATCH.COUNT | left : 0;',
    to: 'const next = left;',
    what: 'Counting down forgets that somebody waits for zero.',
    foundBy: ['latch/zero'],
  },
  {
    name: 'latch/tells-nobody',
    module: latch,
    from: 'if ((word & LATCH.WAITERS) !== 0) this.#block.memory.notify(this.#at);',
    to: '',
    what: 'Zero is reached without a word to those who are parked.',
    foundBy: ['latch/zero'],
  },
];
