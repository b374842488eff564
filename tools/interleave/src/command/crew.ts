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

  /** Milliseconds that each of so many tasks would get of the time that is left if all get the same. */
  equalShare(tasks: number): number {
    return ((this.#deadline - performance.now()) * this.#workers) / tasks;
  }

  /**
   * Explores all, as many at a time as there are workers; tells of each as it ends.
   *
   * @param shares how many times its equal share each may take
   */
  async run<T>(
    items: readonly T[],
    taskOf: (item: T) => Task,
    ended: (item: T, outcome: Outcome) => void,
    shares: number = SHARES,
  ): Promise<void> {
    // What is loaded from the same code goes to the same worker, one after the other: loading takes longer than most tasks.
    const groups = [...Map.groupBy(items, (item) => codeOf(taskOf(item))).values()];
    let left = items.length;
    const groupAfterGroup = async () => {
      for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
        for (const item of group) {
          const outcome = await this.#explore(taskOf(item), shares * this.equalShare(left));
          left -= 1;
          ended(item, outcome);
        }
      }
    };
    await Promise.all(Array.from({ length: this.#workers }, groupAfterGroup));
  }

  /** Explores one. @param share milliseconds that it may take */
  async #explore(task: Task, share: number): Promise<Outcome> {
    const time = this.#deadline - performance.now();
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
