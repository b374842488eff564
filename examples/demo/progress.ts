/** Shows how far a pass has got: a bar on a terminal, a line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

const REDRAW_MS = 100;
const LINE_EVERY_MS = 2000;
const FACTS = '{percentage} % | {value} of {total} files | {duration} s';

/** Runs `work` and meanwhile shows how many of `total` files `done` says are done. */
export type ShowProgress = <T>(
  title: string,
  total: number,
  done: () => number,
  work: () => Promise<T>,
) => Promise<T>;

/** On standard error, so that standard output has the result alone. */
export const showProgress: ShowProgress = async (title, total, done, work) => {
  const bar = new SingleBar(
    {
      format: process.stderr.isTTY ? `${title.padEnd(14)} {bar} ${FACTS}` : `${title}: ${FACTS}`,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: LINE_EVERY_MS,
      emptyOnZero: true,
      // There is nothing to clear in a file, but without this an empty line would follow.
      clearOnComplete: !process.stderr.isTTY,
    },
    Presets.shades_classic,
  );
  const redraw = () => bar.update(Math.min(total, done()));
  bar.start(total, 0);
  const timer = setInterval(redraw, REDRAW_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    redraw();
    bar.stop();
  }
};
