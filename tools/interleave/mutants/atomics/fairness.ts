import type { Mutant } from '@weft/interleave/mutant';

const fairness = 'packages/atomics/src/mutex/fairness.ts';
const mutex = 'packages/atomics/src/mutex/mutex.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'fairness/round-never-ends',
    module: mutex,
    from: 'if (this.#turn.called) next &= ~MUTEX.FAIR;',
    to: '',
    what: 'The caller of a fair round takes the lock and lets the round go on, for ever.',
    foundBy: [],
    survives:
      'The first release that finds nobody in line ends the round: until then newcomers queue needlessly, and are served.',
  },
  {
    name: 'fairness/leaves-without-ending',
    module: fairness,
    from: 'this.finish();\n    endRound(this.#memory, this.#at);',
    to: 'this.finish();',
    what: 'The caller of a round times out, and the round goes on without anybody to end it.',
    foundBy: [],
    survives:
      'The first release that finds nobody in line ends the round: until then newcomers queue needlessly, and are served.',
  },
  {
    name: 'fairness/kept-for-nobody',
    module: fairness,
    from: 'if (memory.notify(at, count) === 0 && fair) endRound(memory, at);',
    to: 'memory.notify(at, count);',
    what: 'A lock is kept for those in line although nobody stands in it yet: they park, and nobody wakes them.',
    foundBy: [],
    survives:
      'While a round is on its caller is on its way, and either takes the lock or ends the round when it leaves (or by the ' +
      'pulse of another one, if it dies): the lock only lies idle for longer.',
  },
  {
    name: 'fairness/end-tells-nobody',
    module: fairness,
    from: 'Atomics.and(memory.words, at, ~MUTEX.FAIR);\n  memory.notify(at, 1);',
    to: 'Atomics.and(memory.words, at, ~MUTEX.FAIR);',
    what: 'A round ends while the lock lies free, and those who parked for it are not woken.',
    foundBy: ['lock/fair-caller-times-out'],
  },
  {
    name: 'fairness/end-told-too-soon',
    module: fairness,
    from: 'Atomics.and(memory.words, at, ~MUTEX.FAIR);\n  memory.notify(at, 1);',
    to: 'memory.notify(at, 1);\n  Atomics.and(memory.words, at, ~MUTEX.FAIR);',
    what: 'A thread that parks between the notification and the end of the round is not woken.',
    foundBy: ['lock/fair-caller-times-out'],
  },
  {
    name: 'fairness/dead-caller-stays',
    module: fairness,
    from: 'if (setter !== 0 && !this.#members.table.probe(setter)) return;',
    to: 'return;',
    what: 'A round whose caller has died never ends.',
    foundBy: ['lock/fair-caller-dies'],
  },
  {
    name: 'fairness/two-callers',
    module: fairness,
    from: 'if (Atomics.compareExchange(words, this.#at + MUTEX.FAIR_SETTER, setter, token) !== setter) return false;',
    to: 'Atomics.store(words, this.#at + MUTEX.FAIR_SETTER, token);',
    what: 'Two waiters both take themselves for the caller of the round.',
    foundBy: [],
    survives:
      'The second one to have its turn ends a round that has ended: nothing is lost but the order in line.',
  },
  {
    name: 'fairness/newcomers-overtake',
    module: mutex,
    from: 'return this.parked || (word & MUTEX.FAIR) === 0 || isLeftLying(this.#mutex.words, this.#mutex.at);',
    to: 'return true;',
    what: 'A newcomer takes the lock although it is handed on in a fair round.',
    foundBy: [],
    survives:
      'Nobody hangs and nobody is let in twice: how soon a waiter is served is measured by the stress tests of fairness.',
  },
  {
    name: 'fairness/release-ends-the-round',
    module: mutex,
    from: 'const next = (word & MUTEX.FAIR) === 0 ? 0 : MUTEX.FAIR | MUTEX.WAITERS;',
    to: 'const next = 0;',
    what: 'Each release ends the fair round, before its caller has had its turn.',
    foundBy: [],
    survives:
      'Nobody hangs and nobody is let in twice: how soon a waiter is served is measured by the stress tests of fairness.',
  },
];
