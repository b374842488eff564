/** One body for both kinds of tasks: written as a generator, run as it is or as an async function that does the same. */
import type { TestOptions } from 'vitest';
import { needs } from './runtime.js';

export type Body<Args extends unknown[], Result> = (...args: Args) => Generator<unknown, Result, unknown>;
export type AnyBody<Args extends unknown[], Result> = (
  ...args: Args
) => Generator<unknown, Result, unknown> | Promise<Result>;

export interface Kind {
  readonly name: string;
  /** Options of tests that can only run where the task of such a body is known all the time. */
  readonly known: TestOptions;
  of<Args extends unknown[], Result>(body: Body<Args, Result>): AnyBody<Args, Result>;
}

async function drive<Result>(generator: Generator<unknown, Result, unknown>): Promise<Result> {
  let step = generator.next();
  while (!step.done) {
    try {
      const value = await step.value;
      step = generator.next(value);
    } catch (error) {
      step = generator.throw(error);
    }
  }
  return step.value;
}

export const kinds: readonly Kind[] = [
  { name: 'generators', known: {}, of: (body) => body },
  {
    name: 'async functions',
    known: needs('async-context'),
    of:
      (body) =>
      async (...args) =>
        drive(body(...args)),
  },
];
