import type { Mutant } from '@weft/interleave/mutant';

const module = 'packages/atomics/src/barrier.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'barrier/arrives-outside',
    module,
    from: 'return this.#monitor.run(() => {\n      const phase',
    to: 'return ((section) => section())(() => {\n      const phase',
    what: 'Two parties arrive at once and are counted as one.',
    foundBy: ['barrier/meeting'],
  },
  {
    name: 'barrier/round-counted-on',
    module,
    from: '#open() {\n    this.#store(BARRIER.ARRIVED, 0);',
    to: '#open() {',
    what: 'The next round begins with the parties of the last one.',
    foundBy: ['barrier/meeting', 'barrier/reuse'],
  },
  {
    name: 'barrier/timeout-breaks-nothing',
    module,
    from: 'if (ending === void 0 || ending === "acting") this.#break();',
    to: '',
    what: 'A party times out and leaves, and the others wait for it.',
    foundBy: ['barrier/timeout'],
  },
  {
    name: 'barrier/released-at-last',
    module,
    from: 'if (this.#abandon(mine) === "released") return index;',
    to: 'this.#abandon(mine);',
    what: 'A party that is released as it times out says that the barrier is broken, while the others have met.',
    foundBy: ['barrier/timeout'],
  },
  {
    name: 'barrier/dead-are-waited-for',
    module,
    from: 'if (!this.#monitor.isOrphaned() && !this.#table.hasDeadWaiter()) return;',
    to: 'if (!this.#monitor.isOrphaned()) return;',
    what: 'A party that was killed as it waited is waited for.',
    foundBy: ['barrier/waiting-party-dies'],
  },
  {
    name: 'barrier/death-inside',
    module,
    from: 'if (!this.#monitor.isOrphaned() && !this.#table.hasDeadWaiter()) return;',
    to: 'if (!this.#table.hasDeadWaiter()) return;',
    what: 'What a party left half done that was killed as it broke the round is not repaired, and the others wait on.',
    foundBy: ['barrier/waiting-party-dies'],
  },
  {
    name: 'barrier/broken-lets-in',
    module,
    from: 'if (phase === BARRIER.PHASE_BROKEN) throw this.#brokenError();',
    to: '',
    what: 'A broken barrier lets parties wait.',
    foundBy: ['barrier/timeout', 'barrier/abort'],
  },
  {
    name: 'barrier/nobody-waits-for-the-action',
    module,
    from: 'if (phase === BARRIER.PHASE_ACTION) return void 0;',
    to: '',
    what: 'A party arrives while the action of the round before runs, and is counted to that round.',
    foundBy: ['barrier/newcomer'],
  },
  {
    name: 'barrier/end-of-action-untold',
    module,
    from: 'this.#store(BARRIER.PHASE, phase);\n    this.#block.memory.notify(this.#block.state + BARRIER.PHASE);',
    to: 'this.#store(BARRIER.PHASE, phase);',
    what: 'Newcomers that wait for the end of the action are not woken.',
    foundBy: ['barrier/newcomer'],
  },
];
