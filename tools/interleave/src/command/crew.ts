/** Threads that explore, and the time that they have for it. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { type Outcome, refused, type Task } from './task.js';

/**
 * A task may take so many times its equal share of the time that is left: most are over in a small part of theirs, so
 * that much is left for those that are not.
 */
const SHARES = 4;

/** A worker that needs more memory is given up, with what it explored. */
const MOST_MEGABYTES = 2000;

/** The least that a task gets, in milliseconds, however late it is. */
const LEAST = 500;

export class Crew {
  readonly #workers: number;
  readonly #deadline: number;
  readonly #pool: Piscina<Task, Outcome>;

  /** @param milliseconds for all that it is asked, `Infinity` for no limit */
  constructor(workers: number, milliseconds: number) {
    this.#workers = workers;
    this.#deadline = performance.now() + milliseconds;
    this.#pool = new Piscina<Task, Outcome>({
      filename: fileURLToPath(new URL('./worker.js', import.meta.url)),
      name: 'work',
      minThreads: workers,
      maxThreads: workers,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
  }

  /** Explores all, as many at a time as there are workers; tells of each as it ends. */
  async run<T>(
    items: readonly T[],
    taskOf: (item: T) => Task,
    ended: (item: T, outcome: Outcome) => void,
  ): Promise<void> {
    // What is loaded from the same code goes to the same worker, one after the other: loading takes longer than most tasks.
    const groups = [...Map.groupBy(items, (item) => codeOf(taskOf(item))).values()];
    let left = items.length;
    const groupAfterGroup = async () => {
      for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
        for (const item of group) {
          const outcome = await this.#explore(taskOf(item), left);
          left -= 1;
          ended(item, outcome);
        }
      }
    };
    await Promise.all(Array.from({ length: this.#workers }, groupAfterGroup));
  }

  /** Explores one. @param left how many are left, this one included */
  async #explore(task: Task, left: number): Promise<Outcome> {
    const time = this.#deadline - performance.now();
    const share = (time * this.#workers * SHARES) / left;
    const budget = time === Number.POSITIVE_INFINITY ? undefined : Math.max(LEAST, Math.min(time, share));
    try {
      return await this.#pool.run({ ...task, budget });
    } catch (error) {
      return refused(error);
    }
  }

  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}

function codeOf({ program, mutant }: Task): string {
  return JSON.stringify([program.file, program.exploration.constants, mutant?.name]);
}
