/** The pass of many threads: they take files from a shared queue, and their answers are put together here. */
import { Worker } from 'node:worker_threads';
import { share } from '@weft/atomics';
import type { Answer } from './answer.js';
import { type Board, readTotals } from './board.js';
import { feed, stopWork } from './feed.js';
import { Stopped } from './interrupt.js';
import type { ShowProgress } from './progress.js';
import type { FileRow } from './tally.js';
import type { SourceTree } from './walk.js';
import type { WordCounts } from './words.js';
import type { Job, Part } from './worker.js';

/** The answer of `count` threads. @throws Stopped */
export async function indexOnThreads(
  tree: SourceTree,
  count: number,
  board: Board,
  show: ShowProgress,
): Promise<Answer> {
  const parts = await show(
    count === 1 ? '1 worker' : `${count} threads`,
    tree.files.length,
    () => board.done.load(),
    () => runWorkers(tree, count, board),
  );
  if (board.stop.isSet()) throw new Stopped();
  return { rows: mergeRows(parts), totals: board.totals.map(readTotals), words: mergeWords(tree, parts) };
}

async function runWorkers(tree: SourceTree, count: number, board: Board): Promise<Part[]> {
  const job: Job = { folder: tree.folder, board: share(board) };
  const workers = Array.from({ length: count }, (_, i) => {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData: job, name: `indexer ${i + 1}` });
  });
  try {
    const parts = Promise.all(workers.map(partOf));
    await Promise.all([feed(tree, board), parts]);
    return await parts;
  } catch (error) {
    // One has failed: the others need not finish.
    stopWork(board);
    throw error;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** What a worker sends when it is done. */
function partOf(worker: Worker, i: number): Promise<Part> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('messageerror', reject);
    worker.once('exit', (code) => {
      // After a message or an error this comes too late to change anything.
      reject(new Error(`thread ${i + 1} ended with exit code ${code} before it had sent its answer`));
    });
  });
}

function mergeRows(parts: readonly Part[]): Map<number, FileRow> {
  return new Map(parts.flatMap(({ rows }) => [...rows]));
}

function mergeWords(tree: SourceTree, parts: readonly Part[]): WordCounts[] {
  return tree.types.map((_, type) => {
    const [sums = new Map(), ...others] = parts.map(({ words }) => words[type] as WordCounts);
    for (const words of others) {
      for (const [word, count] of words) sums.set(word, (sums.get(word) ?? 0) + count);
    }
    return sums;
  });
}
