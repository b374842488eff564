/** The answer of a pass over all files, however many threads gave it. */
import { createHash } from 'node:crypto';
import type { FileRow } from './tally.js';
import type { SourceTree } from './walk.js';
import type { WordCounts } from './words.js';

export interface TypeTotals {
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
}

export interface Answer {
  /** By the number of the file. */
  readonly rows: ReadonlyMap<number, FileRow>;
  /** By type; unreadable files are not in. */
  readonly totals: readonly TypeTotals[];
  /** By type. */
  readonly words: readonly WordCounts[];
}

/** All of an answer in one number: every file, every total, every word. */
export function digestOf(tree: SourceTree, answer: Answer): string {
  const hash = createHash('sha256');
  for (const [number, { path }] of tree.files.entries()) {
    hash.update(`${path}\0${rowText(answer.rows.get(number))}\n`);
  }
  for (const [number, type] of tree.types.entries()) {
    hash.update(`${type}\0${totalsText(answer.totals[number])}\n`);
    const words = [...(answer.words[number] ?? [])].map(([word, count]) => `${word} ${count}\n`);
    hash.update(words.sort().join(''));
  }
  return hash.digest('hex');
}

/** What differs between two answers, a line each. */
export function differences(tree: SourceTree, one: Answer, other: Answer): string[] {
  const files = tree.files.flatMap(({ path }, number) => {
    const [before, after] = [rowText(one.rows.get(number)), rowText(other.rows.get(number))];
    return before === after ? [] : [`${path}: ${before}, then ${after}`];
  });
  const totals = tree.types.flatMap((type, number) => {
    const [before, after] = [totalsText(one.totals[number]), totalsText(other.totals[number])];
    return before === after ? [] : [`all ${type}: ${before}, then ${after}`];
  });
  const words = tree.types.flatMap((type, number) => {
    const differing = differingWords(one.words[number] ?? new Map(), other.words[number] ?? new Map());
    return differing === 0 ? [] : [`words of ${type}: ${differing} have another count`];
  });
  return [...files, ...totals, ...words];
}

function rowText(row: FileRow | undefined): string {
  if (row === undefined) return 'not read';
  return 'problem' in row ? row.problem : `${row.sha256} ${row.bytes} bytes ${row.lines} lines`;
}

function totalsText(totals: TypeTotals | undefined): string {
  return `${totals?.files} files ${totals?.bytes} bytes ${totals?.lines} lines`;
}

function differingWords(one: WordCounts, other: WordCounts): number {
  const all = new Set([...one.keys(), ...other.keys()]);
  return [...all].filter((word) => one.get(word) !== other.get(word)).length;
}
