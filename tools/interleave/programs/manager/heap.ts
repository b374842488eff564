/** The heap that the containers of a region share. */
import { expect } from '@weft/interleave/program';
import { ShmValue } from '@weft/manager/shm';
import { sharing } from '../atomics/attached.js';
import { audit, exploration, makeRegion, withReaders } from './shelf.js';

const TEXT = 'a text that does not fit in its slot';

/** Two values whose texts lie in one heap. */
function setup() {
  const region = makeRegion();
  const [one, other] = ['one', 'other'].map((name) => {
    const value = new ShmValue<string>({ in: region, name });
    value.setSync(`${TEXT} of ${name}`);
    return value;
  }) as [ShmValue<string>, ShmValue<string>];
  return { region, one, other };
}

export const twoContainers = sharing({
  name: 'shm-heap/two-containers',
  about: 'Threads that change two containers have memory of their own from one heap, which stays whole.',
  setup,
  threads: [({ one }) => one.setSync(`${TEXT} 1`), ({ other }) => other.setSync(`${TEXT} 2`)],
  check({ region, one, other }) {
    expect(one.getSync() === `${TEXT} 1` && other.getSync() === `${TEXT} 2`, 'both are set');
    audit(region, [one, other]);
  },
  exploration,
});

export const allocatorDies = sharing({
  name: 'shm-heap/allocator-dies',
  about:
    'A thread that is killed as it changes the heap leaves it whole for other containers, and loses no memory.',
  setup,
  threads: [
    ({ one }) => one.setSync(`${TEXT} 1`),
    ({ one, other }) => {
      other.setSync(`${TEXT} 2`);
      one.setSync(`${TEXT} 3`);
      expect(other.getSync() === `${TEXT} 2`, 'nobody else has its memory');
    },
  ],
  check({ region, one, other }, { killed }) {
    if (!killed[0]) audit(region, [one, other]);
  },
  exploration: { ...withReaders, kills: { threads: [0] }, preemptions: 1 },
});
