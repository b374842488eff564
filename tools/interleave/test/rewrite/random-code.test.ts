import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { load } from '../../dist/load/load.js';
import type { Program } from '../../dist/program/program.js';
import { memoryOf, runAlone } from '../load/run.js';
import { randomModule } from './random-code.js';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const folder = mkdtempSync(join(tmpdir(), 'interleave-'));

afterAll(() => rmSync(folder, { recursive: true }));

function outcomeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
}

describe(`code made at random (SEED=${seed})`, () => {
  const entry = join(folder, 'random.mjs');
  writeFileSync(entry, randomModule(seed, 200));

  it('gives the same as it is and step by step, again and again', async () => {
    const { programs } = (await import(pathToFileURL(entry).href)) as { programs: Program<never, never>[] };
    let steps = 0;
    for (const program of programs) {
      const expected = outcomeOf(() => program.threads[0]?.(program.attach(program.setup() as never, 0)));
      const subject = (await load({ entry, name: program.name })).fresh();
      const putBack = memoryOf(subject);
      for (let time = 0; time < 3; time += 1) {
        putBack();
        const seen: never[] = [];
        expect([program.name, outcomeOf(() => runAlone(subject.threads[0] as never, seen))]).toEqual([
          program.name,
          expected,
        ]);
        steps += seen.length;
      }
    }
    expect(steps).toBeGreaterThan(1000);
  });
});
