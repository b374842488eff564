/**
 * Lesson 21: a pool of processes.
 *
 *     pool = Pool(5)
 *     for i in range(6):
 *         pool.apply_async(func=foo, args=(i,))
 *     print('end')
 *     pool.close()
 *     pool.join()  # close first, or it is an error
 *
 * Five workers take five tasks; the sixth waits until one of them is done.
 */
import { writeSync } from 'node:fs';
import { Event, Semaphore } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { isMainProgram, Pool, PoolStateError, task } from '@weft/threads';

const WORKERS = 5;

/** Shown at once, whichever process prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

const work = task(import.meta.url, (number: number, begun: Semaphore, mayEnd: Event) => {
  begun.release();
  mayEnd.waitSync();
  return number * number;
});

const square = task(import.meta.url, (x: number) => x * x);

if (isMainProgram()) {
  using region = ProcessRegion.anonymous({ bytes: 4096 });
  const begun = new Semaphore(0, { in: region });
  const mayEnd = new Event({ in: region });
  const pool = new Pool(WORKERS, { kind: 'process' });

  const results = Array.from({ length: WORKERS + 1 }, (_, i) => pool.applyAsync(work, [i, begun, mayEnd]));
  for (let i = 0; i < WORKERS; i += 1) await begun.acquire();
  const { running, queued } = pool.stats();
  print(`${running} tasks run, ${queued} waits`);
  mayEnd.set();
  print(`Results: ${(await Promise.all(results.map((result) => result.get()))).join(' ')}`);

  print(`map: ${(await pool.map(square, [1, 2, 3, 4])).join(' ')}`);
  const lazily: number[] = [];
  for await (const value of pool.imap(square, [5, 6, 7])) lazily.push(value);
  print(`imap: ${lazily.join(' ')}`);

  try {
    await pool.join();
  } catch (error) {
    if (!(error instanceof PoolStateError)) throw error;
    print('join before close: PoolStateError');
  }
  pool.close();
  await pool.join();
  print('end');
}
