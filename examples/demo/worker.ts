/** One of the threads: draws files until there are none left, then sends what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import { attach } from '@weft/atomics';
import { addTo, type Board, type TypeCells } from './board.js';
import { type FileRow, Tally } from './tally.js';
import type { SourceTree } from './walk.js';
import type { WordCounts } from './words.js';

/** What a worker is given. */
export interface Job {
  readonly tree: SourceTree;
  /** The shared `Board`. */
  readonly board: unknown;
}

/** What a worker sends back. Its sums are on the board already. */
export interface Part {
  readonly rows: ReadonlyMap<number, FileRow>;
  readonly words: readonly WordCounts[];
}

function indexFiles(tree: SourceTree, board: Board): Part {
  const tally = new Tally(tree);
  while (!board.stop.isSet()) {
    const number = board.nextFile.add(1);
    const file = tree.files[number];
    if (file === undefined) break;
    const row = tally.read(number);
    if (!('problem' in row)) addTo(board.totals[file.type] as TypeCells, row);
  }
  return { rows: tally.rows, words: tally.words };
}

const { tree, board } = workerData as Job;
parentPort?.postMessage(indexFiles(tree, attach<Board>(board)));
