import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mutants, named, programs } from '../../dist/command/catalogue.js';
import { CommandProblem } from '../../dist/command/problem.js';
import { Patches } from '../../dist/load/patch.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

const allPrograms = await programs();
const allMutants = await mutants();

describe('programs', () => {
  it('are there for every topic of the packages', () => {
    const topics = new Set(allPrograms.map(({ name }) => name.split('/')[0]));
    for (const topic of [
      'lock',
      'rlock',
      'semaphore',
      'event',
      'latch',
      'condition',
      'barrier',
      'rw-lock',
      'cells',
    ]) {
      expect(topics).toContain(topic);
    }
  });

  it('say in a sentence what they show', () => {
    for (const { about } of allPrograms) expect(about).toMatch(/^[A-Z].*\.$/);
  });

  it('are of two to four threads', () => {
    for (const { threads } of allPrograms) {
      expect(threads).toBeGreaterThanOrEqual(2);
      expect(threads).toBeLessThanOrEqual(4);
    }
  });

  it('are found by their names, and similar names are told', () => {
    expect(named(allPrograms, 'lock/exclusion', 'program').threads).toBe(2);
    expect(() => named(allPrograms, 'exclusion', 'program')).toThrow(CommandProblem);
  });
});

describe('mutants', () => {
  it('are at least forty', () => {
    expect(allMutants.filter(({ foundBy }) => foundBy.length > 0).length).toBeGreaterThanOrEqual(40);
  });

  it('name a source file that is there', () => {
    const sources = new Set(globSync('packages/*/src/**/*.ts', { cwd: repository }));
    for (const { name, module } of allMutants) expect(sources, name).toContain(module);
  });

  it('name programs that there are, or say why none finds them', () => {
    const names = new Set(allPrograms.map(({ name }) => name));
    for (const { name, foundBy, survives } of allMutants) {
      for (const program of foundBy) expect(names, name).toContain(program);
      expect(foundBy.length > 0, name).toBe(survives === undefined);
    }
  });

  it('change text that stands in the built file once', () => {
    for (const { module, from, to } of allMutants) {
      expect(to).not.toBe(from);
      const patches = new Patches([{ file: module, find: from, replace: to }], {});
      for (const [path, text] of builtFiles(module)) patches.apply(path, text);
      patches.check();
    }
  });
});

/** Path and text of the built files of the package that a source file belongs to. */
function builtFiles(module: string): [path: string, text: string][] {
  const folder = join(repository, /^packages\/[^/]+/.exec(module)?.[0] ?? '', 'dist');
  return globSync('**/*.js', { cwd: folder }).map((name) => {
    const path = join(folder, name);
    return [path, readFileSync(path, 'utf8')];
  });
}
