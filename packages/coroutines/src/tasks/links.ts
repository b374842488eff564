/** Functions that are called when something has got its value or error. */
import { checkFunction } from '../checks.js';
import { report } from './except-hook.js';

/** Which outcome a link is for. */
export type LinkKind = 'any' | 'value' | 'error';

interface Link<T> {
  readonly callback: (subject: T) => void;
  readonly kind: LinkKind;
}

export class Links<T extends { toString(): string }> {
  readonly #subject: T;
  #links: Link<T>[] = [];
  #outcome: LinkKind | undefined;

  constructor(subject: T) {
    this.#subject = subject;
  }

  get size(): number {
    return this.#links.length;
  }

  /** Calls it at the end; in a microtask if that is over. @throws ArgumentError */
  add(callback: (subject: T) => void, kind: LinkKind): void {
    checkFunction('callback', callback);
    const link = { callback, kind };
    if (this.#outcome === undefined) this.#links.push(link);
    else this.#call([link]);
  }

  /** Takes back every link to that function. */
  remove(callback: (subject: T) => void): void {
    this.#links = this.#links.filter((link) => link.callback !== callback);
  }

  /** That was the end: calls those who are for it, in the order in which they came. */
  end(outcome: 'value' | 'error'): void {
    this.#outcome = outcome;
    const links = this.#links;
    this.#links = [];
    this.#call(links);
  }

  #call(links: readonly Link<T>[]): void {
    const due = links.filter(({ kind }) => kind === 'any' || kind === this.#outcome);
    if (due.length === 0) return;
    queueMicrotask(() => {
      for (const { callback } of due) this.#callOne(callback);
    });
  }

  #callOne(callback: (subject: T) => void): void {
    try {
      // A promise that it returns is its own affair: a rejection of it is the runtime's to tell.
      callback(this.#subject);
    } catch (error) {
      report(error, `link of ${this.#subject}`);
    }
  }
}
