/** What a client holds: locks and permits, until they are released or lost with the connection. */
import type { ManagedGuard } from '../containers/locks.js';
import type { Client, Losable, Loss } from './client.js';

/** One lock that is held, however many guards there are of it. */
export class Hold implements Losable {
  readonly #client: Client;
  readonly #before: Loss | undefined;
  /** Names it in messages; 0 for permits. */
  readonly token: number;
  fence: number;
  #depth = 0;
  #lost: AbortController | undefined;

  constructor(client: Client, token: number, fence: number) {
    this.#client = client;
    this.#before = client.lastLoss;
    this.token = token;
    this.fence = fence;
  }

  /** Why it is not held any more, if it was lost. */
  get error(): Error | undefined {
    const { lastLoss } = this.#client;
    return lastLoss === this.#before ? undefined : lastLoss?.error;
  }

  /** Made when somebody asks: most never do. */
  get lost(): AbortSignal {
    if (this.#lost === undefined) {
      this.#lost = new AbortController();
      const { error } = this;
      if (error === undefined) this.#client.watch(this);
      else this.#lost.abort(error);
    }
    return this.#lost.signal;
  }

  enter(): void {
    this.#depth += 1;
  }

  /** @returns whether it is not held any more */
  leave(): boolean {
    this.#depth -= 1;
    if (this.#depth > 0) return false;
    this.#client.unwatch(this);
    return true;
  }

  lose(error: Error): void {
    this.#lost?.abort(error);
  }
}

export class Guard implements ManagedGuard {
  readonly #hold: Hold;
  readonly #give: () => Promise<void>;
  #released: Promise<void> | undefined;

  /** @param give releases it in the server */
  constructor(hold: Hold, give: () => Promise<void>) {
    this.#hold = hold;
    this.#give = give;
    hold.enter();
  }

  get fence(): number {
    return this.#hold.fence;
  }

  get lost(): AbortSignal {
    return this.#hold.lost;
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  [Symbol.dispose](): void {
    this.release().catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  async #release(): Promise<void> {
    const { error } = this.#hold;
    if (error !== undefined) throw error;
    await this.#give();
  }
}
