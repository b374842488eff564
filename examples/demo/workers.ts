/** The pass of many workers: they take files from a shared queue, and their answers are put together here. */
import { Process, Thread } from '@weft/threads';
import type { Answer } from './answer.js';
import { type Board, readTotals } from './board.js';
import { feed, stopWork } from './feed.js';
import type { Part } from './index-files.js';
import { Stopped } from './interrupt.js';
import type { ShowProgress } from './progress.js';
import type { SourceTree } from './walk.js';
import type { WordCounts } from './words.js';

/** How many workers of each kind. */
export interface Crew {
  readonly threads: number;
  readonly processes: number;
}

/** What one worker has done. */
export interface Contribution {
  readonly worker: string;
  readonly files: number;
  readonly bytes: number;
}

export interface TeamAnswer extends Answer {
  readonly contributions: readonly Contribution[];
}

/** `2 threads and 1 process` */
export function crewText({ threads, processes }: Crew): string {
  const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
  return [
    ...(threads > 0 ? [count(threads, 'thread', 'threads')] : []),
    ...(processes > 0 ? [count(processes, 'process', 'processes')] : []),
  ].join(' and ');
}

/** The answer of a crew. @throws Stopped */
export async function indexTogether(
  tree: SourceTree,
  crew: Crew,
  board: Board,
  show: ShowProgress,
): Promise<TeamAnswer> {
  const workers = makeWorkers(tree, crew, board);
  const parts = await show(
    'together',
    tree.files.length,
    () => board.done.load(),
    () => runWorkers(workers, tree, board),
  );
  if (board.stop.isSet()) throw new Stopped();
  return {
    rows: new Map(parts.flatMap(({ rows }) => [...rows])),
    totals: board.totals.map(readTotals),
    words: mergeWords(tree, parts),
    contributions: parts.map((part, i) => contributionOf((workers[i] as Worker).name, part)),
  };
}

type Worker = Thread<Part> | Process<Part>;

function makeWorkers(tree: SourceTree, { threads, processes }: Crew, board: Board): Worker[] {
  const target = { module: new URL('./index-files.js', import.meta.url), name: 'indexFiles' };
  const args = [tree.folder, board];
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return [
    ...numbers(threads).map((i) => new Thread<Part>({ target, args, name: `thread ${i}` })),
    ...numbers(processes).map((i) => new Process<Part>({ target, args, name: `process ${i}` })),
  ];
}

async function runWorkers(workers: readonly Worker[], tree: SourceTree, board: Board): Promise<Part[]> {
  const results = workers.map((worker) => worker.start().result);
  try {
    const [parts] = await Promise.all([Promise.all(results), feed(tree, board)]);
    return parts;
  } catch (error) {
    // One has failed: the others need not finish.
    stopWork(board);
    throw error;
  } finally {
    await Promise.allSettled(results);
    await Promise.all(workers.map((worker) => worker.join()));
  }
}

function contributionOf(worker: string, { rows }: Part): Contribution {
  const read = [...rows.values()].flatMap((row) => ('problem' in row ? [] : [row.bytes]));
  return { worker, files: read.length, bytes: read.reduce((sum, bytes) => sum + bytes, 0) };
}

function mergeWords(tree: SourceTree, parts: readonly Part[]): WordCounts[] {
  return tree.types.map((_, type) => {
    const sums: WordCounts = new Map();
    for (const { words } of parts) {
      for (const [word, count] of words[type] as WordCounts) sums.set(word, (sums.get(word) ?? 0) + count);
    }
    return sums;
  });
}
