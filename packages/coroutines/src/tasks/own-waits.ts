import type { Owner } from '../running/current.js';
import type { Waiting } from '../waiting/wait.js';

/** What a task waits for: the pending waits that its code has made. Mostly it is one, which takes no set. */
export abstract class OwnWaits implements Owner {
  #one: Waiting<unknown> | undefined;
  #others: Set<Waiting<unknown>> | undefined;

  /** @internal */
  enter(wait: Waiting<unknown>): boolean {
    if (!this.mayWait()) return false;
    if (this.#one === undefined) this.#one = wait;
    else {
      this.#others ??= new Set();
      this.#others.add(wait);
    }
    return true;
  }

  /** @internal */
  leave(wait: Waiting<unknown>): void {
    if (this.#one === wait) this.#one = undefined;
    else this.#others?.delete(wait);
  }

  /** Whether a new wait is one of its own. @throws what it has been interrupted with @internal */
  protected abstract mayWait(): boolean;

  /** Ends all of them with an error, which is made only if there are any: whether there were. @internal */
  protected interruptOwnWaits(makeError: () => unknown): boolean {
    if (this.#one === undefined && !this.#others?.size) return false;
    const error = makeError();
    const others = [...(this.#others ?? [])];
    this.#one?.interrupt(error);
    for (const wait of others) wait.interrupt(error);
    return true;
  }
}
