/** A pending asynchronous wait keeps its process alive, as pending I/O does, unless it is told not to. */
import { describe, expect, it } from 'vitest';
import { runProgram } from './support/program.js';
import { needs } from './support/runtime.js';
import { waits } from './support/waits.js';

const NAMES = Object.keys(waits);

describe('a process with a pending wait', needs('child-processes'), () => {
  it.each(NAMES)('stays alive until it is released, and then ends: %s', async (name) => {
    expect(await runProgram('pending-wait', name, 'held')).toEqual({
      code: 0,
      signal: null,
      output: 'alive\nreleased\nexit',
    });
  });

  it.each(NAMES.filter((name) => name !== 'select'))(
    'ends at once if the wait is not to hold it: %s',
    async (name) => {
      expect(await runProgram('pending-wait', name, 'unref')).toEqual({
        code: 0,
        signal: null,
        output: 'exit',
      });
    },
  );

  it('ends when its last wait was aborted', async () => {
    expect((await runProgram('pending-wait', 'event', 'aborted')).output).toBe('aborted\nexit');
  });

  it('is held by each object that refers to it last', async () => {
    expect(await runProgram('references')).toEqual({ code: 0, signal: null, output: 'held' });
  });
});
