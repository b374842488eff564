/**
 * What all containers in shared memory have in common: a mutex over those who change them, reading without it, and what
 * happens when its owner dies.
 *
 * **Death.** Whoever changes a container holds its mutex. If that thread or process is killed, the next one inherits the
 * mutex and repairs, before anything else: the change that the dead one had begun in the heap is taken back, then that in
 * the container, then what lies in limbo is given back. Users never learn of it: the change has happened or it has not.
 *
 * **Reading** needs no mutex (a sequence lock, as in Linux). What was read counts only if no change was under way before
 * and the version is still the same afterwards; until then it is not decoded, and any bits must be survived. After a few
 * tries in vain the reader takes the mutex, so nobody starves.
 *
 * **Order.** While asynchronous calls of one instance wait, its later ones stand in line behind them, reads too. So the
 * calls of an instance take effect in the order in which they were made.
 */
import type { Region } from '@weft/atomics';
import {
  type Acquired,
  AcquireMutex,
  type Block,
  type Kind,
  Mutex,
  PARK,
  place,
  WaitingObject,
} from '@weft/atomics/kit';
import { CONTAINER } from './layout.js';
import { Heap } from './memory/heap.js';
import { put } from './memory/store.js';
import { checkOpen } from './open.js';
import { Room } from './room.js';
import type { Step } from './step.js';

/** How often a reader tries without the mutex. */
const TRIES = 8;

/** Where a new container lives. */
export interface ContainerOptions {
  readonly in: Region;
  /** 1 to 255 bytes of UTF-8. A name that is taken by a container of the same kind opens that one. */
  readonly name?: string | undefined;
}

export abstract class Container extends WaitingObject {
  protected readonly room: Room;
  readonly #block: Block;
  readonly #mutex: Mutex;
  /** Asynchronous calls that wait for the mutex. */
  #waiting = 0;

  protected constructor(block: Block, room: Room = new Room(block)) {
    super(block);
    this.room = room;
    // Only the handle is to be seen by those who clone the object.
    Object.defineProperty(this, 'room', { enumerable: false });
    this.#block = block;
    this.#mutex = new Mutex(block.memory, block.members, block.state + CONTAINER.MUTEX, () => 'inherit');
  }

  /** Nothing to give up: what is in a region stays there as long as the region. */
  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  /** @throws ClosedError once the manager that this object came from is closed */
  protected checkOpen(): void {
    checkOpen(this.#block);
  }

  /** Takes the mutex; blocks the thread while another one has it. */
  protected enter(): void {
    this.checkOpen();
    if (this.#mutex.tryTake()) return;
    this.#entered(this.runSync(new AcquireMutex(this.#mutex, this.#block, (how) => how), undefined));
  }

  /** Lets it go. */
  protected leave(): void {
    try {
      this.room.tidy();
    } finally {
      this.#mutex.release(this.#block);
    }
  }

  /** Runs `section` alone; blocks the thread while others are. */
  #aloneSync<T>(section: () => T): T {
    this.enter();
    try {
      return section();
    } finally {
      this.leave();
    }
  }

  /** As `#aloneSync`, without blocking the thread; at once if nobody else is in. */
  async #alone<T>(section: () => T): Promise<T> {
    this.checkOpen();
    if (this.#waiting === 0 && this.#mutex.tryTake()) return this.#finish(section);
    this.#waiting += 1;
    const taken = (how: Acquired) => {
      this.#entered(how);
      return this.#finish(section);
    };
    try {
      return await this.runAsync(
        new AcquireInLine(this.#mutex, this.#block, taken, this.#waiting > 1),
        undefined,
      );
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Reads; blocks the thread only while others change what is read all the time. `attempt` may run several times. */
  #readSync<T>(attempt: () => T): T {
    this.checkOpen();
    const outcome = this.#tryRead(attempt);
    return outcome === undefined ? this.#aloneSync(attempt) : outcome.value;
  }

  /** As `#readSync`, without blocking the thread. */
  async #read<T>(attempt: () => T): Promise<T> {
    this.checkOpen();
    const outcome = this.#waiting === 0 ? this.#tryRead(attempt) : undefined;
    return outcome === undefined ? this.#alone(attempt) : outcome.value;
  }

  /** Does a step of a verb; blocks the thread while others are in. */
  protected doSync<F, R>(step: Step<F, R>): R {
    return step.finish(step.reads ? this.#readSync(step.run) : this.#aloneSync(step.run));
  }

  /** As `doSync`, without blocking the thread. */
  protected async do<F, R>(step: Step<F, R>): Promise<R> {
    return step.finish(await (step.reads ? this.#read(step.run) : this.#alone(step.run)));
  }

  /**
   * Reads a number in one attempt. `undefined` if it is none, or if others are changing the container: then it is read
   * with patience.
   */
  protected readNumberSync(attempt: () => number | undefined): number | undefined {
    this.checkOpen();
    const { version } = this.room;
    if (version < 0) return undefined;
    try {
      const number = attempt();
      return number !== undefined && this.room.isStill(version) ? number : undefined;
    } catch {
      // It was changed while it was read, or it is overwritten: whoever reads it with patience finds out.
      return undefined;
    }
  }

  #tryRead<T>(attempt: () => T): { readonly value: T } | undefined {
    const { room } = this;
    for (let i = 0; i < TRIES; i += 1) {
      const version = room.version;
      if (version < 0) continue;
      try {
        const value = attempt();
        if (room.isStill(version)) return { value };
      } catch (error) {
        // What changes while it is read may look like anything.
        if (room.isStill(version)) throw error;
      }
    }
    return undefined;
  }

  #entered(how: Acquired): void {
    if (how !== 'inherited') return;
    try {
      this.room.repair();
    } catch (error) {
      this.#mutex.release(this.#block);
      throw error;
    }
  }

  #finish<T>(section: () => T): T {
    try {
      return section();
    } finally {
      this.leave();
    }
  }
}

/** Acquiring the mutex behind earlier calls of the same instance, if there are any. */
class AcquireInLine<T> extends AcquireMutex<T> {
  readonly #behind: boolean;

  constructor(mutex: Mutex, block: Block, taken: (how: Acquired) => T, behind: boolean) {
    super(mutex, block, taken);
    this.#behind = behind;
  }

  override attempt(announce: boolean): T | typeof PARK {
    // The first attempt, before it stands in line, is the one that does not announce anything.
    return this.#behind && !announce ? PARK : super.attempt(announce);
  }
}

/** The block of a new container, or of the one that has the name. */
export function placeContainer(
  kind: Kind,
  options: ContainerOptions,
  words: number,
  init?: (words: Int32Array, state: number) => void,
): Block {
  const heap = Heap.in(options.in);
  return place(kind, options, words, (memory, state) => {
    put(memory, state + CONTAINER.HEAP_AT, heap.at);
    init?.(memory, state);
  });
}
