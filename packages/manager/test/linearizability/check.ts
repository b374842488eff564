/**
 * Whether a history of concurrent calls can be explained by calls that took effect one after the other, each at some moment
 * between its beginning and its end.
 *
 * The search is that of Wing and Gong ("Testing and verifying concurrent objects", 1993), with Lowe's memory of what was tried
 * ("Testing for linearizability", 2017): a set of calls that have taken effect, and the state after them, is looked into once.
 * A call without an end (its client was killed) may have taken effect at any moment after its beginning, or never.
 */

export interface Operation<C, R> {
  readonly call: C;
  /** What it gave; `undefined` if nobody knows. */
  readonly result: R | undefined;
  /** Nanoseconds of one clock; the end is `Infinity` if there was none. */
  readonly begin: number;
  readonly end: number;
}

/** What the object does when calls come one after the other. */
export interface Model<S, C, R> {
  readonly initial: S;
  apply(state: S, call: C): readonly [state: S, result: R];
  /** Equal states have equal keys. */
  key(state: S): string;
  equal(a: R, b: R): boolean;
}

/** `true`, or why not: the longest explanation that was found, and what could not come next. */
export function isLinearizable<S, C, R>(
  model: Model<S, C, R>,
  history: readonly Operation<C, R>[],
): true | { readonly explained: readonly C[]; readonly next: readonly Operation<C, R>[] } {
  const search = new Search(model, history);
  return search.run() ? true : search.failure();
}

class Search<S, C, R> {
  readonly #model: Model<S, C, R>;
  readonly #operations: readonly Operation<C, R>[];
  readonly #tried = new Set<string>();
  readonly #done: boolean[];
  readonly #order: number[] = [];
  #longest: readonly number[] = [];

  constructor(model: Model<S, C, R>, history: readonly Operation<C, R>[]) {
    this.#model = model;
    this.#operations = [...history].sort((a, b) => a.begin - b.begin);
    this.#done = new Array<boolean>(history.length).fill(false);
  }

  run(): boolean {
    // Without recursion: histories are longer than stacks are deep.
    const states: S[] = [this.#model.initial];
    const choices: number[][] = [this.#candidates()];
    while (choices.length > 0) {
      if (this.#isComplete()) return true;
      const next = choices.at(-1)?.pop();
      if (next === undefined) {
        choices.pop();
        states.pop();
        const undone = this.#order.pop();
        if (undone !== undefined) this.#done[undone] = false;
        continue;
      }
      const state = this.#step(states.at(-1) as S, next);
      if (state === undefined) continue;
      states.push(state.value);
      choices.push(this.#candidates());
    }
    return false;
  }

  failure(): { explained: C[]; next: Operation<C, R>[] } {
    const explained = new Set(this.#longest);
    return {
      explained: this.#longest.map((i) => (this.#operations[i] as Operation<C, R>).call),
      next: this.#operations.filter((_, i) => !explained.has(i)).slice(0, 5),
    };
  }

  /** Lets a call take effect, if it can, and if that was not tried before. */
  #step(before: S, i: number): { readonly value: S } | undefined {
    const { call, result } = this.#operations[i] as Operation<C, R>;
    const [value, given] = this.#model.apply(before, call);
    if (result !== undefined && !this.#model.equal(given, result)) return undefined;
    this.#done[i] = true;
    const key = `${this.#doneKey()} ${this.#model.key(value)}`;
    if (this.#tried.has(key)) {
      this.#done[i] = false;
      return undefined;
    }
    this.#tried.add(key);
    this.#order.push(i);
    if (this.#order.length > this.#longest.length) this.#longest = [...this.#order];
    return { value };
  }

  /** Calls that can be next: those that began before any other that is left has ended. */
  #candidates(): number[] {
    let firstEnd = Number.POSITIVE_INFINITY;
    for (const [i, { end }] of this.#operations.entries()) {
      if (!this.#done[i] && end < firstEnd) firstEnd = end;
    }
    const candidates: number[] = [];
    for (const [i, { begin }] of this.#operations.entries()) {
      if (begin > firstEnd) break;
      if (!this.#done[i]) candidates.push(i);
    }
    // The earliest is tried first: it is taken from the end.
    return candidates.reverse();
  }

  #isComplete(): boolean {
    return this.#operations.every(({ end }, i) => this.#done[i] || end === Number.POSITIVE_INFINITY);
  }

  #doneKey(): string {
    const words = new Uint32Array(Math.ceil(this.#done.length / 32));
    for (const [i, done] of this.#done.entries())
      if (done) words[i >> 5] = (words[i >> 5] as number) | (1 << (i & 31));
    return words.join(',');
  }
}
