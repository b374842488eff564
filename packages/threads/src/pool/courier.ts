/**
 * Carries what does not fit into queues between the owner of a pool and one worker, through their pipe, which keeps the
 * order. A message goes to whoever has expected one for longest, within its reception: an owner that begins to block
 * between any two steps finds either the message in the pipe and someone who expects it, or neither.
 */
import type { Connection } from '../pipe/connection.js';
import { Line } from './line.js';

export class Courier {
  readonly #pipe: Connection;
  /** Is told of a pipe that cannot be used, for another reason than that the worker is dead. */
  readonly #failed: () => void;
  readonly #expecting = new Line<(bytes: Uint8Array) => void>();
  #receiving: AbortController | undefined;
  readonly #arrived = (bytes: Uint8Array) => this.#expecting.shift()?.(bytes);

  constructor(pipe: Connection, failed: () => void) {
    this.#pipe = pipe;
    this.#failed = failed;
  }

  /** Sends a message, after all that were to be sent before. */
  send(bytes: Uint8Array): void {
    this.#pipe.sendBytes(bytes).catch((error) => this.#check(error));
  }

  /** The next message that nobody expects yet is for `arrived`, which must not throw. */
  expect(arrived: (bytes: Uint8Array) => void): void {
    this.#expecting.push(arrived);
  }

  /** Receives what is expected, in the event loop. */
  start(): void {
    if (this.#receiving === undefined) void this.#receive();
  }

  /** Sends and receives all there is to be, blocking, in place of the event loop. */
  finishSync(): void {
    this.#takeOver(() => {
      this.#pipe.flushSync();
      this.#receiveSync();
    });
  }

  /** The worker is dead: receives what it has sent completely. */
  takeRestSync(): void {
    this.#takeOver(() => this.#receiveSync());
  }

  async #receive(): Promise<void> {
    const abort = new AbortController();
    this.#receiving = abort;
    const { signal } = abort;
    try {
      while (!signal.aborted && this.#expecting.length > 0)
        await this.#pipe.handOver(this.#arrived, { signal });
    } catch (error) {
      if (!signal.aborted) this.#check(error);
    }
    if (this.#receiving === abort) this.#receiving = undefined;
  }

  #receiveSync(): void {
    while (this.#expecting.length > 0) this.#pipe.handOverSync(this.#arrived);
  }

  #takeOver(run: () => void): void {
    this.#receiving?.abort();
    this.#receiving = undefined;
    try {
      run();
    } catch (error) {
      this.#check(error);
    }
  }

  /** That the worker is dead, or was given up, is told elsewhere. */
  #check(error: unknown): void {
    if (!DEAD.has((error as { code?: unknown }).code)) this.#failed();
  }
}

const DEAD: ReadonlySet<unknown> = new Set([
  'ERR_WEFT_END_OF_FILE',
  'ERR_WEFT_BROKEN_PIPE',
  'ERR_WEFT_CLOSED',
]);
