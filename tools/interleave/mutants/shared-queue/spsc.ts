import type { Mutant } from '@weft/interleave/mutant';

const ringEnd = 'packages/shared-queue/src/spsc/ring-end.ts';
const numbers = 'packages/shared-queue/src/spsc/number-ends.ts';
const bytes = 'packages/shared-queue/src/spsc/bytes-ends.ts';
const ends = 'packages/shared-queue/src/spsc/ends.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'spsc/published-after-the-signal',
    module: ringEnd,
    from: 'Atomics.store(this.words, this.block.state + this.#at.published, position);\n    this.#signal.raise(1);',
    to: 'this.#signal.raise(1);\n    Atomics.store(this.words, this.block.state + this.#at.published, position);',
    what: 'Who is woken looks before there is anything to see, and parks again.',
    foundBy: ['spsc/hand-over'],
  },
  {
    name: 'spsc/publishes-silently',
    module: ringEnd,
    from: 'Atomics.store(this.words, this.block.state + this.#at.published, position);\n    this.#signal.raise(1);',
    to: 'Atomics.store(this.words, this.block.state + this.#at.published, position);',
    what: 'Whoever waits for the other end is not woken.',
    foundBy: ['spsc/hand-over'],
  },
  {
    name: 'spsc/written-after-it-is-published',
    module: numbers,
    from: 'this.#items[position & this.#mask] = item;\n    const next = position + 1 | 0;\n    this.position = next;\n    this.words[this.aheadAt] = next;\n    if (next === this.publishAt || (this.words[this.signalAt] & WANTED) !== 0) this.flush();\n    return true;',
    to: 'const next = position + 1 | 0;\n    this.position = next;\n    this.words[this.aheadAt] = next;\n    if (next === this.publishAt || (this.words[this.signalAt] & WANTED) !== 0) this.flush();\n    this.#items[position & this.#mask] = item;\n    return true;',
    what: 'The consumer reads what is not written yet.',
    foundBy: ['spsc/hand-over', 'spsc/polled'],
  },
  {
    name: 'spsc/read-after-it-is-given-back',
    module: numbers,
    from: 'const item = this.#items[position & this.#mask];\n    const next = position + 1 | 0;\n    this.position = next;\n    this.words[this.aheadAt] = next;\n    if (next === this.publishAt || (this.words[this.signalAt] & WANTED) !== 0) this.flush();\n    return item;',
    to: 'const next = position + 1 | 0;\n    this.position = next;\n    this.words[this.aheadAt] = next;\n    if (next === this.publishAt || (this.words[this.signalAt] & WANTED) !== 0) this.flush();\n    return this.#items[position & this.#mask];',
    what: 'The producer overwrites what the consumer has given back and not read yet.',
    foundBy: ['spsc/hand-over'],
  },
  {
    name: 'spsc/one-too-many',
    module: ringEnd,
    from: 'return other + this.#lead | 0;',
    to: 'return other + this.#lead + 1 | 0;',
    what: 'The producer overtakes the consumer by a round, and the consumer runs ahead of the producer.',
    foundBy: ['spsc/polled', 'spsc/hand-over'],
  },
  {
    name: 'spsc/compared-as-numbers',
    module: ringEnd,
    from: 'if ((limit - this.limit | 0) <= 0) return false;',
    to: 'if (limit <= this.limit) return false;',
    what: 'Where positions pass 2^31 the other end seems to have gone back.',
    foundBy: ['spsc/sign-turns-over'],
  },
  {
    name: 'spsc/closed-unpublished',
    module: ringEnd,
    from: 'if (this.#closed) return;\n    this.flush();',
    to: 'if (this.#closed) return;',
    what: 'What a producer had not published when it was closed is seen only after the next one has come.',
    foundBy: ['spsc/closed-with-a-rest'],
  },
  {
    name: 'spsc/claimed-by-store',
    module: ringEnd,
    from: 'if (Atomics.compareExchange(words, at, owner, token) === owner) return;',
    to: 'Atomics.store(words, at, token);\n      return;',
    what: 'Two threads have the same end.',
    foundBy: ['spsc/one-producer'],
  },
  {
    name: 'spsc/owner-not-probed',
    module: ringEnd,
    from: '!members.table.probe(owner)',
    to: 'true',
    what: 'The end of a thread that was killed can never be had again.',
    foundBy: ['spsc/producer-dies'],
  },
  {
    name: 'spsc/goes-on-where-it-published',
    module: ringEnd,
    from: 'this.position = Atomics.load(words, this.aheadAt);',
    to: 'this.position = Atomics.load(words, state + at.published);',
    what: 'Who takes over from a dead producer overwrites what that had pushed and not published.',
    foundBy: ['spsc/producer-dies'],
  },
  {
    name: 'spsc/never-looks-closely',
    module: ends,
    from: 'super.pulse();\n    this.#end.lookClosely();',
    to: 'super.pulse();',
    what: 'What a killed producer has pushed and not published is never found by who waits for it.',
    foundBy: ['spsc/unpublished'],
  },
  {
    name: 'spsc/published-while-waiting',
    module: ends,
    from: 'this.#late = late;\n    end.lookClosely();',
    to: 'this.#late = late;',
    what: 'An end that begins to wait hides what it has not published yet.',
    foundBy: [],
    survives:
      'An unpublished rest is smaller than a quarter of the ring, so not both ends can wait, one for room and one for items, and the other end finds it at its next item or pulse: it is for latency.',
  },
  {
    name: 'spsc/skip-mark-forgotten',
    module: bytes,
    from: 'if (skipped > 0) words[this.position & this.#mask] = SPSC.SKIP;',
    to: '',
    what: 'The consumer takes the rest of the ring for an item.',
    foundBy: ['spsc/bytes'],
  },
];
