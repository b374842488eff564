/**
 * Lesson 14: `join` waits until everything that was put is not just taken but done.
 *
 *     q.put(job) ... q.join()      # in the one thread
 *     q.get() ... q.task_done()    # in the other
 */
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attach, Event } from '@weft/atomics';
import { Queue } from '@weft/shared-queue';

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

/** `time.sleep`: waits for what nobody will set. */
const pause = (ms: number) => new Event().waitSync({ timeout: ms });

if (isMainThread) {
  const jobs = new Queue<string>();
  jobs.putManySync(['wash', 'cook', 'serve']);
  new Worker(new URL(import.meta.url), { workerData: jobs });
  await jobs.join();
  print('ok');
  try {
    jobs.taskDone();
  } catch (error) {
    print(`One taskDone too many: ${(error as Error).name}`);
  }
  jobs.shutdown(); // ends the loop of the other thread
} else {
  const jobs = attach<Queue<string>>(workerData);
  for (const job of jobs.sync()) {
    pause(20);
    print(`${job} is done`);
    jobs.taskDone();
  }
  print('no more jobs');
}
