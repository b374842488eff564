import { checkWait } from '../checks.js';
import { endWith } from '../region/inhabitants.js';
import { AsyncLine, type WaitOptions } from '../waiting/async-line.js';
import type { Operation } from '../waiting/operation.js';
import { runSync } from '../waiting/run-sync.js';
import { Spin } from '../waiting/spin.js';
import type { Block } from './block.js';
import type { ObjectHandle } from './handle.js';
import { SharedObject } from './shared-object.js';

/** How long a blocking wait may take. */
export interface SyncWaitOptions {
  /** Milliseconds, 0 or more: 0 tries once, no timeout waits for ever. */
  readonly timeout?: number | undefined;
}

/** A shared object that can be waited for, blocking or not. */
export abstract class WaitingObject extends SharedObject {
  readonly #block: Block;
  readonly #spin = new Spin();
  readonly #lines = new Set<AsyncLine>();
  readonly #lanes: AsyncLine[] = [];
  #referenced = true;

  constructor(block: Block, handle?: ObjectHandle) {
    super(block, handle);
    this.#block = block;
    const lines = this.#lines;
    if (block.adopt !== undefined) {
      endWith(this, {
        end(error) {
          for (const line of lines) line.end(error);
        },
      });
    }
  }

  /** Pending asynchronous waits of this instance keep the process alive; this is so from the start. */
  ref(): this {
    return this.#reference(true);
  }

  /** Lets the process end although asynchronous waits of this instance are pending, now or later. */
  unref(): this {
    return this.#reference(false);
  }

  /**
   * Runs an operation in line with the other asynchronous waits of this instance; where these wait for different
   * things, as putters and getters of a queue do, each has a lane of its own.
   */
  protected runAsync<T>(operation: Operation<T>, options: WaitOptions | undefined, lane = 0): Promise<T> {
    this.#lanes[lane] ??= this.#newLine();
    return this.#lanes[lane].run(operation, options);
  }

  /** Runs an operation that stands in line with no other. */
  protected async runAlone<T>(operation: Operation<T>, options: WaitOptions | undefined): Promise<T> {
    const line = this.#newLine();
    try {
      return await line.run(operation, options);
    } finally {
      this.#lines.delete(line);
    }
  }

  /** Runs an operation by blocking this thread. */
  protected runSync<T>(operation: Operation<T>, options: SyncWaitOptions | undefined): T {
    return runSync(this.#block, operation, this.#spin, checkWait(options));
  }

  #newLine(): AsyncLine {
    const line = new AsyncLine(this.#block.memory, this);
    line.referenced = this.#referenced;
    this.#lines.add(line);
    return line;
  }

  #reference(referenced: boolean): this {
    this.#referenced = referenced;
    for (const line of this.#lines) line.referenced = referenced;
    return this;
  }
}
