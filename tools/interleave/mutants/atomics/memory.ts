import type { Mutant } from '@weft/interleave/mutant';

const float = 'packages/atomics/src/cells/float64-cell.ts';
const int64 = 'packages/atomics/src/cells/int64-cell.ts';
const int32 = 'packages/atomics/src/cells/int32-cells.ts';
const block = 'packages/atomics/src/objects/block.ts';
const select = 'packages/atomics/src/select.ts';
const participants = 'packages/atomics/src/region/participants.ts';
const region = 'packages/atomics/src/region/region.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'cells/float-by-store',
    module: float,
    from: 'if (Atomics.compareExchange(this.#bits, this.#index, bits, toBits(before + value)) === bits)\n        return before;',
    to: 'Atomics.store(this.#bits, this.#index, toBits(before + value));\n      return before;',
    what: 'Of two sums at once one is lost.',
    foundBy: ['cells/wide-sums'],
  },
  {
    name: 'cells/int64-by-store',
    module: int64,
    from: 'return Atomics.add(this.#values, this.#index, check(value));',
    to: 'const before = Atomics.load(this.#values, this.#index);\n    Atomics.store(this.#values, this.#index, before + check(value));\n    return before;',
    what: 'Of two sums at once one is lost.',
    foundBy: ['cells/wide-sums'],
  },
  {
    name: 'cells/int32-by-store',
    module: int32,
    from: 'return Atomics.add(this.#values, this.#index, this.check(value));',
    to: 'const before = Atomics.load(this.#values, this.#index);\n    Atomics.store(this.#values, this.#index, before + this.check(value));\n    return before;',
    what: 'Of two sums at once one is lost.',
    foundBy: ['cells/around-2^31'],
  },
  {
    name: 'bell/rings-before-it-counts',
    module: block,
    from: 'Atomics.add(memory.words, word, 1);\n  memory.notify(word);',
    to: 'memory.notify(word);\n  Atomics.add(memory.words, word, 1);',
    what: 'Who is about to park does not hear the bell, and finds its word unchanged.',
    foundBy: ['select/event-or-permit'],
  },
  {
    name: 'select/reads-the-bell-last',
    module: select,
    from: 'this.expected = Atomics.load(this.#bell.memory.words, this.#bell.word);\n      for (const { hooks } of this.#candidates) hooks.watch();\n    }\n    for (const { selectable, hooks } of this.#candidates) if (hooks.ready()) return selectable;',
    to: 'for (const { hooks } of this.#candidates) hooks.watch();\n    }\n    for (const { selectable, hooks } of this.#candidates) if (hooks.ready()) return selectable;\n    if (announce) this.expected = Atomics.load(this.#bell.memory.words, this.#bell.word);',
    what: 'What becomes ready after the look and rings before the bell is read is missed.',
    foundBy: ['select/event-or-permit'],
  },
  {
    name: 'select/watches-too-late',
    module: select,
    from: 'for (const { hooks } of this.#candidates) hooks.watch();\n    }\n    for (const { selectable, hooks } of this.#candidates) if (hooks.ready()) return selectable;',
    to: '}\n    for (const { selectable, hooks } of this.#candidates) if (hooks.ready()) return selectable;\n    if (announce) for (const { hooks } of this.#candidates) hooks.watch();',
    what: 'What becomes ready between the look and the watch does not ring.',
    foundBy: ['select/event-or-permit'],
  },
  {
    name: 'participants/slot-by-store',
    module: participants,
    from: 'if (Atomics.compareExchange(this.words, slot + SLOT.STATUS, status, STATUS.JOINING) === status)\n          return slot;',
    to: 'if (Atomics.load(this.words, slot + SLOT.STATUS) === status) {\n          Atomics.store(this.words, slot + SLOT.STATUS, STATUS.JOINING);\n          return slot;\n        }',
    what: 'Two threads take one slot and have the same token.',
    foundBy: ['participants/join-and-leave'],
  },
  {
    name: 'participants/alive-before-known',
    module: participants,
    from: 'Atomics.store(words, slot + SLOT.TOKEN, token);\n    Atomics.store(words, slot + SLOT.STATUS, aliveAs(token));',
    to: 'Atomics.store(words, slot + SLOT.STATUS, aliveAs(token));\n    Atomics.store(words, slot + SLOT.TOKEN, token);',
    what: 'A thread is found alive under the token of who had the slot before.',
    foundBy: [],
    survives:
      'Whoever reads the old token there can do no harm with it: every change of a slot compares its status, which has the new one.',
  },
  {
    name: 'participants/notice-by-store',
    module: participants,
    from: 'return Atomics.compareExchange(this.words, status, aliveAs(token), STATUS.DEAD) === aliveAs(token);',
    to: 'return Atomics.store(this.words, status, STATUS.DEAD) === STATUS.DEAD;',
    what: 'A death notice that comes late marks the thread dead that has the slot by then.',
    foundBy: ['participants/late-notice'],
  },
  {
    name: 'participants/one-generation',
    module: participants,
    from: 'const generation = Atomics.load(words, slot + SLOT.GENERATION) % (generations - 1) + 1;',
    to: 'const generation = 1;',
    what: 'Who takes a slot inherits what an earlier user of it still holds.',
    foundBy: ['participants/join-and-leave'],
  },
  {
    name: 'region/named-too-soon',
    module: region,
    from: 'this.#heap.commit(at);\n    if (blueprint.name !== void 0) Atomics.store(words, REGION.DIRECTORY, at);',
    to: 'if (blueprint.name !== void 0) Atomics.store(words, REGION.DIRECTORY, at);\n    this.#heap.commit(at);',
    what: 'A thread that is killed between leaves a name for a piece of free memory.',
    foundBy: ['region/allocator-dies'],
  },
  {
    name: 'region/places-outside',
    module: region,
    from: 'return this.#monitor.run(() => {\n      const existing = name',
    to: 'return ((section) => section())(() => {\n      const existing = name',
    what: 'Two threads make two objects of one name.',
    foundBy: ['region/same-name'],
  },
  {
    name: 'region/allocates-outside',
    module: region,
    from: 'return this.#monitor.run(() => {\n      const at = this.#heap.reserve(Math.ceil(bytes / 4));',
    to: 'return ((section) => section())(() => {\n      const at = this.#heap.reserve(Math.ceil(bytes / 4));',
    what: 'Two threads get the same bytes.',
    foundBy: ['region/allocator'],
  },
];
