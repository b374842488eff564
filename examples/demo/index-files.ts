/** What every worker does, thread or process: takes files until no more come, and reports what it finds. */
import type { SharedList } from '@weft/manager';
import { addTo, type Board, type TypeCells } from './board.js';
import { stopWork } from './feed.js';
import { type FileRow, Tally } from './tally.js';
import type { WordCounts } from './words.js';

/** What a worker has found out about some files. Its sums are on the board already. */
export interface Finding {
  readonly worker: string;
  readonly rows: ReadonlyMap<number, FileRow>;
  /** Of all files of the worker, in its last finding; else empty. */
  readonly words: readonly WordCounts[];
}

/** Files in one finding: few enough to be a small message, many enough to be a rare one. */
const FILES_AT_ONCE = 500;

export async function indexFiles(
  worker: string,
  folder: string,
  board: Board,
  findings: SharedList<Finding>,
): Promise<void> {
  const tally = new Tally(folder, board.totals.length);
  const { rows, words } = tally;
  for (const file of board.files.sync()) {
    if (board.stop.isSet()) {
      stopWork(board);
      return;
    }
    const row = tally.read(file.number, file);
    if (!('problem' in row)) addTo(board.totals[file.type] as TypeCells, row);
    board.done.add(1);
    if (rows.size === FILES_AT_ONCE) {
      await findings.append({ worker, rows, words: [] });
      rows.clear();
    }
  }
  await findings.append({ worker, rows, words });
}
