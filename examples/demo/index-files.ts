/** One of the threads: takes files until no more come, then sends what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import { attach } from '@weft/atomics';
import { addTo, type Board, type TypeCells } from './board.js';
import { stopWork } from './feed.js';
import { type FileRow, Tally } from './tally.js';
import type { WordCounts } from './words.js';

/** What a worker is given. */
export interface Job {
  readonly folder: string;
  /** The shared `Board`. */
  readonly board: unknown;
}

/** What a worker sends back. Its sums are on the board already. */
export interface Part {
  readonly rows: ReadonlyMap<number, FileRow>;
  readonly words: readonly WordCounts[];
}

function indexFiles(folder: string, board: Board): Part {
  const tally = new Tally(folder, board.totals.length);
  for (const file of board.files.sync()) {
    if (board.stop.isSet()) {
      stopWork(board);
      break;
    }
    const row = tally.read(file.number, file);
    if (!('problem' in row)) addTo(board.totals[file.type] as TypeCells, row);
    board.done.add(1);
  }
  return { rows: tally.rows, words: tally.words };
}

const { folder, board } = workerData as Job;
parentPort?.postMessage(indexFiles(folder, attach<Board>(board)));
