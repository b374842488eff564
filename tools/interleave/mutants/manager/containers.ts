import type { Mutant } from '@weft/interleave/mutant';

const shm = 'packages/manager/src/shm';
const version = `${shm}/memory/version.ts`;
const journal = `${shm}/memory/journal.ts`;
const heap = `${shm}/memory/heap.ts`;
const container = `${shm}/container.ts`;
const room = `${shm}/room.ts`;
const replaceSlot = `${shm}/values/replace-slot.ts`;
const listData = `${shm}/list/list-data.ts`;
const valueVerbs = `${shm}/value/value-verbs.ts`;
const arrayData = `${shm}/array/array-data.ts`;
const tableData = `${shm}/table/table-data.ts`;
const chains = `${shm}/table/chains.ts`;

export const mutants: readonly Mutant[] = [
  {
    name: 'shm/change-not-announced',
    module: version,
    from: 'announce(words, at, words[at] | 1);',
    to: '',
    what: 'Who reads in the middle of a change believes it.',
    foundBy: ['shm-value/read-halves', 'shm-list/reader-of-all'],
  },
  {
    name: 'shm/version-goes-back',
    module: version,
    from: 'publish(words, at, (words[at] | 1) + 1);',
    to: 'publish(words, at, words[at] & ~1);',
    what: 'A change that comes and goes while somebody reads is not noticed.',
    foundBy: ['shm-value/read-halves', 'shm-list/reader-of-text'],
  },
  {
    name: 'shm/version-with-its-sign',
    module: version,
    from: 'version & 0x7fffffff : -1',
    to: 'version : -1',
    what: 'Past 2^31 the version looks as if a change was under way: readers take the mutex from then on.',
    foundBy: [],
    survives: 'They read what is right, only not in parallel: who has no patience takes the mutex.',
  },
  {
    name: 'shm/read-not-checked',
    module: container,
    from: 'if (room.isStill(version))\n                    return { value };',
    to: 'return { value };',
    what: 'What was read counts whatever has changed meanwhile.',
    foundBy: ['shm-value/read-halves', 'shm-list/reader-of-text'],
  },
  {
    name: 'shm/failure-not-checked',
    module: container,
    from: 'if (room.isStill(version))\n                    throw error;',
    to: 'throw error;',
    what: 'A reader that stumbles over what is being changed says that the region is overwritten.',
    foundBy: ['shm-list/reader-of-text', 'shm-dict/reader-of-all'],
  },
  {
    name: 'shm/not-repaired',
    module: container,
    from: "if (how !== 'inherited')\n            return;",
    to: 'return;',
    what: 'What a dead thread has begun stays half done, and its memory is lost.',
    foundBy: ['shm-deaths/value-set', 'shm-deaths/list-insert'],
  },
  {
    name: 'shm/noted-after-the-write',
    module: journal,
    from: 'put(words, this.#at + JOURNAL.COUNT, count + 1);\n        put(target, word, value);',
    to: 'put(target, word, value);\n        put(words, this.#at + JOURNAL.COUNT, count + 1);',
    what: 'Killed between a write and its note, a thread leaves a write that is not taken back.',
    foundBy: ['shm-deaths/value-set', 'shm-deaths/dict-set'],
  },
  {
    name: 'shm/counted-before-it-is-noted',
    module: journal,
    from: 'put(words, entry + JOURNAL.BEFORE, target[word]);\n        put(words, this.#at + JOURNAL.COUNT, count + 1);',
    to: 'put(words, this.#at + JOURNAL.COUNT, count + 1);\n        put(words, entry + JOURNAL.BEFORE, target[word]);',
    what: 'Killed between the count and the note, a thread leaves a note of an earlier change, which is put back.',
    foundBy: ['shm-deaths/value-set', 'shm-deaths/dict-set'],
  },
  {
    name: 'shm/number-told-afterwards',
    module: replaceSlot,
    from: 'room.begin();\n    putNumber(room.extents.numbers[space], at >>> 1, value);\n    room.end();',
    to: 'putNumber(room.extents.numbers[space], at >>> 1, value);\n    room.tellChange();',
    what: 'Who reads one half of a slot before and one after the store believes the mixture. (As it was before the checker found it.)',
    foundBy: ['shm-value/read-halves', 'shm-list/reader-of-halves', 'shm-list/reader-of-short-text'],
  },
  {
    name: 'shm/length-before-the-number',
    module: listData,
    from: 'putNumber(tiles.numbers, tiles.at >>> 1, value);\n        publish(this.room.words, this.#lengthAt, length + 1);',
    to: 'publish(this.room.words, this.#lengthAt, length + 1);\n        putNumber(tiles.numbers, tiles.at >>> 1, value);',
    what: 'A list has an element that is not written yet.',
    foundBy: ['shm-list/reader-of-appended'],
  },
  {
    name: 'shm/replaced-unseen',
    module: valueVerbs,
    from: 'if (!matches(this.#room.extents, this.#room.words, this.#at, seen.parcel, 0))\n                return false;',
    to: '',
    what: 'An update overwrites what another one has set since it looked.',
    foundBy: ['shm-value/updated'],
  },
  {
    name: 'shm/filled-again',
    module: arrayData,
    from: 'if (this.#isFilled)\n            return;\n        this.#tiles',
    to: 'this.#tiles',
    what: 'The second thread to use an array sets it to zero again.',
    foundBy: ['shm-array/first-use'],
  },
  {
    name: 'shm/filled-too-soon',
    module: arrayData,
    from: 'this.#tiles.reserve(this.#units);',
    to: 'this.#room.mark(CONTAINER.FILLED);\n        this.#tiles.reserve(this.#units);',
    what: 'Who reads an array that is not filled yet finds no memory, or what stood there.',
    foundBy: ['shm-array/read-before-use'],
  },
  {
    name: 'shm/together-not-begun',
    module: room,
    from: 'this.begin();\n        this.#held = true;',
    to: 'this.#held = true;',
    what: 'Of numbers that are written at once some are read before the others.',
    foundBy: ['shm-array/together'],
  },
  {
    name: 'shm/together-one-by-one',
    module: room,
    from: 'this.#held = true;\n',
    to: '',
    what: 'The first change of many ends the change for those who read.',
    foundBy: ['shm-dict/update-together'],
  },
  {
    name: 'shm/entry-in-the-open',
    module: tableData,
    from: 'room.begin();\n        chains.setHead(number, entry);',
    to: 'chains.setHead(number, entry);',
    what: 'Who copies a dictionary sees an entry that is in its chain and not yet in the order.',
    foundBy: ['shm-dict/reader-of-all'],
  },
  {
    name: 'shm/division-in-the-open',
    module: chains,
    from: 'this.#room.begin();\n        change();',
    to: 'change();',
    what: 'Who looks for a key while its chain is divided does not find it.',
    foundBy: ['shm-dict/growing'],
  },
  {
    name: 'shm/heap-not-taken-back',
    module: heap,
    from: ', () => this.#journal.rollBack());',
    to: ');',
    what: 'A change of the heap that a dead thread has begun is finished by whoever comes next, as part of another one.',
    foundBy: ['shm-heap/allocator-dies'],
  },
  {
    name: 'shm/heap-not-settled',
    module: room,
    from: 'this.heap.settle();',
    to: '',
    what: 'What a dead thread was doing to the heap is taken back after its limbo was given back.',
    foundBy: ['shm-deaths/value-set'],
  },
];
