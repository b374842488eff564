/** Weft works whichever thread loads it first, and where threads that load it do not know of each other. */
import { describe, expect, it } from 'vitest';
import { runProgram } from './support/program.js';
import { needs } from './support/runtime.js';

describe('threads share objects and learn of deaths', needs('child-processes', 'os-threads'), () => {
  it.each([
    ['the main thread loads Weft first', 'main first'],
    ['a worker does, before the main thread', 'worker first'],
    ['a worker was started before the main thread did, and loads it later', 'worker started first'],
    ['both do at the same time', 'both at once'],
    ['only workers do, that do not know of each other', 'peers only'],
  ])('where %s', async (_, order) => {
    expect(await runProgram('import-order', order)).toEqual({ code: 0, signal: null, output: 'ok' });
  });
});
