/** The passes of the main thread: the first reading, and the answer that the threads have to match. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Event } from '@weft/atomics';
import type { Answer, TypeTotals } from './answer.js';
import { Stopped } from './interrupt.js';
import { pieces } from './pieces.js';
import type { ShowProgress } from './progress.js';
import { type FileFacts, Tally } from './tally.js';
import type { SourceFile, SourceTree } from './walk.js';

/** How long the event loop has to wait: signals and the progress bar need it. */
const BREATH_EVERY_MS = 20;

/** Reads everything once, so that both answers are timed on files that the system has in memory. */
export async function readOnce(tree: SourceTree, stop: Event, show: ShowProgress): Promise<void> {
  await forEachFile('first reading', tree, stop, show, (number) => {
    const { path, bytes } = tree.files[number] as SourceFile;
    try {
      for (const _ of pieces(join(tree.folder, path), bytes));
    } catch {
      // Both answers will tell.
    }
  });
}

/** The answer of one thread. @throws Stopped */
export async function indexOnOneThread(tree: SourceTree, stop: Event, show: ShowProgress): Promise<Answer> {
  const tally = new Tally(tree.folder, tree.types.length);
  const totals = tree.types.map((): TypeTotals => ({ files: 0, bytes: 0, lines: 0 }));
  await forEachFile('1 thread', tree, stop, show, (number) => {
    const file = tree.files[number] as SourceFile;
    const row = tally.read(number, file);
    if (!('problem' in row)) totals[file.type] = plus(totals[file.type] as TypeTotals, row);
  });
  return { rows: tally.rows, totals, words: tally.words };
}

function plus(totals: TypeTotals, { bytes, lines }: FileFacts): TypeTotals {
  return { files: totals.files + 1, bytes: totals.bytes + bytes, lines: totals.lines + lines };
}

function forEachFile(
  title: string,
  tree: SourceTree,
  stop: Event,
  show: ShowProgress,
  visit: (number: number) => void,
): Promise<void> {
  let number = 0;
  return show(
    title,
    tree.files.length,
    () => number,
    async () => {
      let breathed = performance.now();
      for (; number < tree.files.length; number += 1) {
        if (performance.now() - breathed > BREATH_EVERY_MS) {
          await setImmediate();
          breathed = performance.now();
        }
        if (stop.isSet()) throw new Stopped();
        visit(number);
      }
    },
  );
}
