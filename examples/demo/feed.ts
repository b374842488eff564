/** The producer: puts the files into the queue from which the workers take them. */
import { ShutDownError } from '@weft/shared-queue';
import type { Board } from './board.js';
import type { SourceTree } from './walk.js';

/** Puts every file, waiting while the queue is full, and then says that no more will come. */
export async function feed(tree: SourceTree, { files, stop }: Board): Promise<void> {
  try {
    for (const [number, file] of tree.files.entries()) {
      if (stop.isSet()) break;
      await files.put({ number, ...file });
    }
  } catch (error) {
    // Whoever saw first that the work is to end early has shut the queue down.
    if (!(error instanceof ShutDownError)) throw error;
  }
  files.shutdown();
}

/** The work is to end early: nobody waits for the queue any more. */
export function stopWork({ files, stop }: Board): void {
  stop.set();
  files.shutdown({ immediate: true });
}
