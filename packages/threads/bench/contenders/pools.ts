/** The pools that are compared, each with two workers that add one to a number. */
import { fileURLToPath } from 'node:url';
import { Pool, task } from '@weft/threads';
import { Piscina } from 'piscina';
import { Tinypool } from 'tinypool';
import workerpool from 'workerpool';

export interface AnyPool {
  run(x: number): Promise<number>;
  runSync?(x: number): number;
  stop(): Promise<unknown>;
}

export const WORKERS = 2;

const increment = task(import.meta.url, (x: number): number => x + 1);
const FILE = fileURLToPath(new URL('../compare/increment.js', import.meta.url));
const WORKER_FILE = fileURLToPath(new URL('../compare/increment-worker.js', import.meta.url));

export function weftPool(kind: 'thread' | 'process'): AnyPool {
  const pool = new Pool(WORKERS, { kind });
  return {
    run: (x) => pool.apply(increment, [x]),
    runSync: (x) => pool.applySync(increment, [x]),
    stop: () => pool.terminate(),
  };
}

/** @param atomics how idle workers wait, the setting that matters most */
export function piscinaPool(atomics: 'sync' | 'async', concurrentTasksPerWorker: number): AnyPool {
  const pool = new Piscina<number, number>({
    filename: FILE,
    name: 'increment',
    minThreads: WORKERS,
    maxThreads: WORKERS,
    maxQueue: Number.POSITIVE_INFINITY,
    atomics,
    concurrentTasksPerWorker,
    recordTiming: false,
  });
  return { run: (x) => pool.run(x), stop: () => pool.destroy() };
}

export function tinypoolPool(): AnyPool {
  const pool = new Tinypool({ filename: FILE, name: 'increment', minThreads: WORKERS, maxThreads: WORKERS });
  return { run: (x) => pool.run(x) as Promise<number>, stop: () => pool.destroy() };
}

export function workerpoolPool(): AnyPool {
  const pool = workerpool.pool(WORKER_FILE, {
    minWorkers: WORKERS,
    maxWorkers: WORKERS,
    workerType: 'thread',
  });
  return {
    run: (x) => pool.exec('increment', [x]) as unknown as Promise<number>,
    stop: async () => void (await pool.terminate()),
  };
}
