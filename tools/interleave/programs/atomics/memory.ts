/** The seam itself: asynchronous waits on words, which cannot be taken out of the queue of the engine. */
import { ThreadMemory } from '@weft/atomics';
import { expect, program } from '@weft/interleave/program';

const WORD = 0;

function setup(): SharedArrayBuffer {
  return new ThreadMemory(8).buffer;
}

function attach(buffer: SharedArrayBuffer): SharedArrayBuffer {
  return buffer;
}

export const cancelled = program({
  name: 'memory/cancelled',
  about: 'An asynchronous wait that was given up passes the notification on which its registration gets.',
  setup,
  attach,
  threads: [
    async (buffer) => {
      // Made here: what was registered before belongs to another execution.
      const memory = new ThreadMemory(buffer);
      const wait = memory.waitAsync(WORD, 0);
      wait.cancel();
      return wait.promise;
    },
    (buffer) => {
      const memory = new ThreadMemory(buffer);
      while (Atomics.load(memory.words, WORD) === 0) memory.wait(WORD, 0);
    },
    (buffer) => {
      const memory = new ThreadMemory(buffer);
      Atomics.store(memory.words, WORD, 1);
      memory.notify(WORD, 1);
    },
  ],
});

export const adopted = program({
  name: 'memory/adopted',
  about:
    'A wait that adopts the registration of one that was given up does not wait for a change that was before.',
  setup,
  attach,
  threads: [
    async (buffer) => {
      const memory = new ThreadMemory(buffer);
      memory.waitAsync(WORD, 0).cancel();
      if (Atomics.load(memory.words, WORD) === 0) return 'not-equal';
      return memory.waitAsync(WORD, 0).promise;
    },
    // Nobody is notified, as nobody has to be: who waits looks first.
    (buffer) => void Atomics.store(new ThreadMemory(buffer).words, WORD, 1),
  ],
  check: (_buffer, { results }) =>
    expect(results[0] === 'not-equal', `it did not wait, but says ${results[0]}`),
});
