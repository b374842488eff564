import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { load } from '../../dist/load/load.js';
import type { Subject } from '../../dist/machine/op.js';
import type { Program } from '../../dist/program/program.js';
import { asynchronous, language, unheard } from './language.js';
import { leaveAfter, memoryOf, runAlone, type Seen } from './run.js';

const entry = fileURLToPath(new URL('./language.js', import.meta.url));

/** What the body gives when it runs as it is. */
async function original(program: Program<never, never>): Promise<unknown> {
  const local = program.attach(program.setup() as never, 0);
  return await program.threads[0]?.(local);
}

async function subjectOf(name: string): Promise<Subject> {
  return (await load({ entry, name })).fresh();
}

describe('a rejection that nobody hears of', () => {
  it('ends the thread', async () => {
    const subject = await subjectOf(unheard.name);
    expect(() => runAlone(subject.threads[0] as never)).toThrow('nobody hears this');
  });
});

describe.each([...language, ...asynchronous] as unknown as Program<never, never>[])('$name', (program) => {
  it('gives the same when it stops before each step', async () => {
    const subject = await subjectOf(program.name);
    const [thread] = subject.threads;
    const expected = await original(program);
    const seen: Seen[] = [];
    expect(structuredClone(runAlone(thread as never, seen))).toEqual(structuredClone(expected));
    expect(seen.length).toBeGreaterThan(1);
  });

  it('gives the same in code that cannot stop', async () => {
    if (asynchronous.includes(program as never)) return;
    const subject = await subjectOf(program.name);
    const expected = await original(program);
    // Twice: a check leaves everything as it was.
    subject.check([expected], [false]);
    subject.check([expected], [false]);
  });

  it('begins again from the same state', async () => {
    const subject = await subjectOf(program.name);
    const [thread] = subject.threads;
    const putBack = memoryOf(subject);
    const runs = [0, 1, 2].map(() => {
      const seen: Seen[] = [];
      // What the body made is taken back with all the rest.
      const result = structuredClone(runAlone(thread as never, seen));
      putBack();
      return { seen, result };
    });
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });

  it('begins again after it was left anywhere', async () => {
    const subject = await subjectOf(program.name);
    const [thread] = subject.threads;
    const putBack = memoryOf(subject);
    const whole: Seen[] = [];
    const result = structuredClone(runAlone(thread as never, whole));
    for (let steps = 0; steps < Math.min(whole.length, 25); steps += 1) {
      putBack();
      leaveAfter(steps, thread as never);
      putBack();
      const seen: Seen[] = [];
      expect(structuredClone(runAlone(thread as never, seen))).toEqual(result);
      expect(seen).toEqual(whole);
    }
  });
});
