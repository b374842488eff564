/** What becomes of the tasks of one blocking call. */
export class BlockingCall {
  readonly #results: unknown[] = [];
  readonly #failures: unknown[] = [];
  readonly #progress: ((done: number) => void) | undefined;
  #left: number;
  #done = 0;
  /** Counts of items that nobody was told of yet. */
  #news: number[] = [];

  /** @param progress is told how many items are done, whenever a task is */
  constructor(tasks: number, progress: ((done: number) => void) | undefined) {
    this.#left = tasks;
    this.#progress = progress;
  }

  /** The task with that number, of so many items, has ended well. */
  resolved(task: number, items: number, value: unknown): void {
    this.#results[task] = value;
    this.#left -= 1;
    if (this.#progress === undefined) return;
    this.#done += items;
    this.#news.push(this.#done);
  }

  rejected(error: unknown): void {
    this.#failures.push(error);
  }

  /** Whether there is nothing more to wait for. @throws what the progress throws */
  isOver(): boolean {
    const news = this.#news;
    if (news.length > 0) {
      this.#news = [];
      for (const done of news) this.#progress?.(done);
    }
    return this.#left === 0 || this.#failures.length > 0;
  }

  /** The results of the tasks in order. @throws the first error of a task */
  get results(): unknown[] {
    if (this.#failures.length > 0) throw this.#failures[0];
    return this.#results;
  }
}
