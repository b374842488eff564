/** The pass of many workers: they take files from a shared queue, and what they find is put together here. */
import type { SharedList } from '@weft/manager';
import { Process, Thread } from '@weft/threads';
import type { Answer } from './answer.js';
import { type Board, readTotals } from './board.js';
import { feed, stopWork } from './feed.js';
import type { Finding } from './index-files.js';
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
  findings: SharedList<Finding>,
  show: ShowProgress,
): Promise<TeamAnswer> {
  const workers = makeWorkers(tree, crew, board, findings);
  await show(
    'together',
    tree.files.length,
    () => board.done.load(),
    () => runWorkers(workers, tree, board),
  );
  if (board.stop.isSet()) throw new Stopped();
  const found = await findings.toArray();
  return {
    rows: new Map(found.flatMap(({ rows }) => [...rows])),
    totals: board.totals.map(readTotals),
    words: mergeWords(tree, found),
    contributions: workers.map(({ name }) => contributionOf(name, found)),
  };
}

type Worker = Thread<void> | Process<void>;

function makeWorkers(
  tree: SourceTree,
  { threads, processes }: Crew,
  board: Board,
  findings: SharedList<Finding>,
): Worker[] {
  const target = { module: new URL('./index-files.js', import.meta.url), name: 'indexFiles' };
  const job = (name: string) => ({ target, name, args: [name, tree.folder, board, findings] });
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return [
    ...numbers(threads).map((i) => new Thread<void>(job(`thread ${i}`))),
    ...numbers(processes).map((i) => new Process<void>(job(`process ${i}`))),
  ];
}

async function runWorkers(workers: readonly Worker[], tree: SourceTree, board: Board): Promise<void> {
  const results = workers.map((worker) => worker.start().result);
  try {
    await Promise.all([...results, feed(tree, board)]);
  } catch (error) {
    // One has failed: the others need not finish.
    stopWork(board);
    throw error;
  } finally {
    await Promise.allSettled(results);
    await Promise.all(workers.map((worker) => worker.join()));
  }
}

function contributionOf(worker: string, found: readonly Finding[]): Contribution {
  const own = found.filter((finding) => finding.worker === worker);
  const read = own.flatMap(({ rows }) =>
    [...rows.values()].flatMap((row) => ('problem' in row ? [] : [row.bytes])),
  );
  return { worker, files: read.length, bytes: read.reduce((sum, bytes) => sum + bytes, 0) };
}

function mergeWords(tree: SourceTree, found: readonly Finding[]): WordCounts[] {
  return tree.types.map((_, type) => {
    const sums: WordCounts = new Map();
    for (const { words } of found) {
      for (const [word, count] of words[type] ?? []) sums.set(word, (sums.get(word) ?? 0) + count);
    }
    return sums;
  });
}
