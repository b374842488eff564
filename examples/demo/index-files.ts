/** What every worker does, thread or process: takes files until no more come, and returns what it found. */
import { addTo, type Board, type TypeCells } from './board.js';
import { stopWork } from './feed.js';
import { type FileRow, Tally } from './tally.js';
import type { WordCounts } from './words.js';

/** What a worker has found out. Its sums are on the board already. */
export interface Part {
  readonly rows: ReadonlyMap<number, FileRow>;
  readonly words: readonly WordCounts[];
}

export function indexFiles(folder: string, board: Board): Part {
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
