/** Regions: the participant table, names, and the allocator, with threads that die in the middle. */
import { attach as attachHandle, Event, Lock, Region, ThreadMemory } from '@weft/atomics';
import { formatRegion, ParticipantTable, readHeader, regionWords, SLOT } from '@weft/atomics/kit';
import { expect, program } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { sharing } from './attached.js';
import { monitorsPark } from './constants.js';

function tableOf(capacity: number) {
  return () => {
    const memory = new ThreadMemory(regionWords(capacity, 0) * Int32Array.BYTES_PER_ELEMENT);
    formatRegion(memory.words, capacity);
    return memory.buffer;
  };
}

function attachTable(buffer: SharedArrayBuffer): ParticipantTable {
  const { words } = new ThreadMemory(buffer);
  const { participants, capacity } = readHeader(words);
  return new ParticipantTable(words, participants, capacity);
}

function joinTwice(table: ParticipantTable) {
  const first = table.join();
  expect(!table.isDead(first), 'who has joined is alive');
  table.leave(first);
  const second = table.join();
  expect(table.isDead(first) && !table.isDead(second), 'the first token is stale, the second one is good');
  return [first, second];
}

export const joinAndLeave = program({
  name: 'participants/join-and-leave',
  about:
    'Threads that join and leave have a slot each while they are there, and a token that nobody else ever had.',
  setup: tableOf(2),
  attach: attachTable,
  threads: [joinTwice, joinTwice],
  check(table, { results }) {
    const tokens = (results as number[][]).flat();
    expect(new Set(tokens).size === tokens.length, `no token twice: ${tokens.join()}`);
    expect(table.list().length === 2, 'both are in');
  },
});

function joinOnce(table: ParticipantTable) {
  try {
    const token = table.join();
    expect(!table.isDead(token), 'who has joined is alive');
    expect(table.describe(token).token === token, 'and is found by the token');
    table.leave(token);
    return token;
  } catch (error) {
    return codeOf(error);
  }
}

export const oneSlot = program({
  name: 'participants/one-slot',
  about:
    'A slot that changes hands: whoever has it is alive by its own token only, and the last one to come is told that it is full.',
  setup: tableOf(1),
  attach: attachTable,
  threads: [joinOnce, joinOnce],
  check(table, { results }) {
    expect(table.list().length === 0, 'all have left');
    expect(results[0] !== results[1], 'one of the two came in, or both one after the other');
  },
});

export const lateNotice = program({
  name: 'participants/late-notice',
  about: 'A death notice that comes late does not hit the thread that has the slot by then.',
  setup() {
    const buffer = tableOf(1)();
    return { buffer, died: attachTable(buffer).join() };
  },
  attach: ({ buffer, died }) => ({ table: attachTable(buffer), died }),
  threads: [
    ({ table, died }) => {
      // One who has heard of the death already frees the slot, and the next thread takes it.
      table.leave(died);
      return table.join();
    },
    ({ table, died }) => table.markWhere((slot) => Atomics.load(table.words, slot + SLOT.TOKEN) === died),
  ],
  check({ table }, { results }) {
    expect(!table.isDead(results[0] as number), 'the thread that has joined is alive');
  },
});

const setup = () => ({ region: Region.create({ bytes: 512, maxParticipants: 4 }), counted: plainWords() });

export const sameName = sharing({
  name: 'region/same-name',
  about: 'Two threads that make a lock of one name have one lock.',
  setup,
  threads: {
    count: 2,
    body: ({ region, counted }) => {
      const guard = new Lock({ in: region, name: 'a' }).acquireSync();
      addOne(counted);
      guard.release();
    },
  },
  check({ region, counted }) {
    expect(counted[0] === 2, 'both have counted');
    expect(region.inspect().objects.length === 1, 'one object was made');
  },
  exploration: { constants: monitorsPark },
});

export const allocator = sharing({
  name: 'region/allocator',
  about:
    'Two threads that take and give back room never have the same bytes, and leave a heap without a gap.',
  setup,
  threads: [
    ({ region }) => region.allocate(8),
    ({ region }) => {
      region.free(region.allocate(8));
      return region.allocate(24);
    },
  ],
  check({ region }, { results }) {
    expect(results[0] !== results[1], 'each has room of its own');
    const { heap } = region.inspect();
    expect(heap.used === 16 + 8 + (16 + 24), `two pieces and their headers are in use: ${heap.used} bytes`);
    for (const piece of results) region.free(piece as number);
    const { largestFree, total } = region.inspect().heap;
    expect(largestFree === total, 'all of it is one free piece again');
  },
  exploration: { constants: monitorsPark },
});

export const allocatorDies = sharing({
  name: 'region/allocator-dies',
  about:
    'A thread that is killed as it makes a named object leaves a whole heap, and the object whole or not at all.',
  setup,
  threads: [
    ({ region }) => void new Event({ in: region, name: 'a' }),
    ({ region }) => {
      const names = region.names().join();
      expect(names === '' || names === 'a', `one object has the name, or none: ${names}`);
      expect((region.get('a') as Event | undefined)?.isSet() !== true, 'it is whole if it is found');
      region.free(region.allocate(64));
    },
  ],
  exploration: { kills: { threads: [0] }, constants: monitorsPark },
});

export const closing = program({
  name: 'region/closing',
  about:
    'A thread that closes the region with a lock in its hand leaves it abandoned, and its guard releases nothing.',
  setup: () => {
    const region = Region.create({ bytes: 1024, maxParticipants: 5 });
    return { handle: region.handle, lock: new Lock({ in: region, name: 'a' }).handle };
  },
  // Closing ends the objects of the thread, so each execution opens the region anew.
  attach: (shared) => shared,
  threads: [
    ({ handle, lock }) => {
      const region = attachHandle<Region>(handle);
      const guard = attachHandle<Lock>(lock).acquireSync();
      region.close();
      guard.release();
    },
    ({ lock }) => {
      const mine = attachHandle<Lock>(lock);
      try {
        mine.acquireSync().release();
      } catch (error) {
        expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the leave of the owner fails');
        mine.recover().release();
      }
      expect(!mine.isOwned(), 'one release was enough');
    },
  ],
  // Nobody wakes those who wait for a lock whose owner leaves: they find out at their next pulse.
  exploration: { timeoutsUpTo: 50, constants: monitorsPark },
});
