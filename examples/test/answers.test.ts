import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Event } from '@weft/atomics';
import { Manager } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { type Answer, differences, digestOf } from '../dist/demo/answer.js';
import { makeBoard } from '../dist/demo/board.js';
import { commonMemory } from '../dist/demo/common-memory.js';
import type { ShowProgress } from '../dist/demo/progress.js';
import { indexOnOneThread } from '../dist/demo/reference.js';
import { omissions } from '../dist/demo/report.js';
import { type SourceTree, walk } from '../dist/demo/walk.js';
import { indexTogether } from '../dist/demo/workers.js';
import { awkwardTree, hashesOf, temporaryFolder } from './support/trees.js';

const showNothing: ShowProgress = (_title, _total, _done, work) => work();

function referenceAnswer(tree: SourceTree): Promise<Answer> {
  return indexOnOneThread(tree, new Event(), showNothing);
}

async function bothAnswers(tree: SourceTree): Promise<[one: Answer, several: Answer]> {
  const { region, crew } = commonMemory(tree.types, { threads: 2, processes: 1 });
  using _region = region;
  await using manager = await Manager.start();
  const board = makeBoard(region, tree.types);
  const several = await indexTogether(tree, crew, board, await manager.list(), showNothing);
  return [await referenceAnswer(tree), several];
}

describe('the answers of the demo', () => {
  it('have the hash of every file', async () => {
    using folder = awkwardTree();
    const tree = walk(folder.path);
    for (const answer of await bothAnswers(tree)) {
      const hashes = tree.files.map(({ path }, number) => {
        const row = answer.rows.get(number);
        return [path, row !== undefined && 'sha256' in row ? row.sha256 : row?.problem];
      });
      expect(new Map(hashes as [string, string][])).toEqual(hashesOf(folder.path));
    }
  });

  it('say alike what could not be read', async () => {
    using folder = awkwardTree();
    const tree = walk(folder.path);
    rmSync(join(folder.path, 'README'));
    const [one, several] = await bothAnswers(tree);
    expect(digestOf(tree, one)).toBe(digestOf(tree, several));
    for (const answer of [one, several]) {
      expect(omissions(tree, answer)).toEqual([
        'Not followed: 1 symbolic link.',
        'Could not be read: 1 file or folder:',
        '  README (ENOENT)',
      ]);
    }
  });

  it('do not change if a file grows after it was found', async () => {
    using folder = awkwardTree();
    const tree = walk(folder.path);
    const [before] = await bothAnswers(tree);
    writeFileSync(join(folder.path, 'unfinished.txt'), ' and more', { flag: 'a' });
    const [after] = await bothAnswers(tree);
    expect(digestOf(tree, after)).toBe(digestOf(tree, before));
  });

  it('have another digest if a file has changed, and tell which', async () => {
    using folder = awkwardTree();
    const tree = walk(folder.path);
    const [before] = await bothAnswers(tree);
    writeFileSync(join(folder.path, 'unfinished.txt'), 'word word word, nO more\nno newline here');
    const [after] = await bothAnswers(tree);
    expect(digestOf(tree, after)).not.toBe(digestOf(tree, before));
    expect(differences(tree, before, after)).toEqual([
      expect.stringMatching(
        /^unfinished\.txt: [0-9a-f]{64} 39 bytes 1 lines, then [0-9a-f]{64} 39 bytes 1 lines$/,
      ),
    ]);
  });

  it.each([
    [
      'a total',
      (answer: Answer): Answer => ({ ...answer, totals: answer.totals.map((t) => ({ ...t, lines: 0 })) }),
    ],
    ['a word', (answer: Answer): Answer => ({ ...answer, words: answer.words.map(() => new Map()) })],
    ['a file', (answer: Answer): Answer => ({ ...answer, rows: new Map([...answer.rows].slice(1)) })],
  ])('have another digest if %s is missing', async (_, spoil) => {
    using folder = awkwardTree();
    const tree = walk(folder.path);
    const answer = await referenceAnswer(tree);
    expect(digestOf(tree, spoil(answer))).not.toBe(digestOf(tree, answer));
    expect(differences(tree, answer, spoil(answer))).not.toEqual([]);
    expect(differences(tree, answer, answer)).toEqual([]);
  });

  it('count rare types together', () => {
    using folder = temporaryFolder();
    for (let i = 0; i < 50; i += 1) writeFileSync(join(folder.path, `file.type${i}`), '');
    const tree = walk(folder.path);
    expect(tree.types).toHaveLength(41);
    expect(tree.files.filter(({ type }) => tree.types[type] === '(other)')).toHaveLength(10);
  });
});
