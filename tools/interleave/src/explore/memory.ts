/** What steps do to the shared memory of a subject, and what they have touched of it. */
import { type Answer, KIND, type Op } from '../machine/op.js';
import { ACCESS, apply, MODES, onlyReads } from './apply.js';
import { bytesPlace, type Footprint, queuePlace } from './footprint.js';
import type { Journal } from './journal.js';
import { type Extent, GRANULE_BYTES, SharedSpace, scramble } from './shared-space.js';

export class Memory {
  /** Whether the last step has changed a word. */
  changed = false;
  /** The bytes that the last step accessed: from an address on and up to another one, 0 if there were none. */
  accessFrom = 0;
  accessTo = 0;
  /** How it did, as bits of `ACCESS`. */
  accessMode = 0;
  /** A number for what the last step has read, if it was in bulk. */
  bulk = 0;
  readonly #footprint: Footprint;
  readonly #space: SharedSpace;
  /** By thread, the array that it used last: nearly always the next one, too. */
  readonly #cachedArray: (Op['array'] | undefined)[] = [];
  readonly #cachedExtent: (Extent | undefined)[] = [];

  constructor(buffers: ConstructorParameters<typeof SharedSpace>[0], footprint: Footprint, journal: Journal) {
    this.#space = new SharedSpace(buffers, journal);
    this.#footprint = footprint;
  }

  /** Granules there are; those from `settled` on belong to buffers that this execution has made. */
  get granules(): number {
    return this.#space.granules;
  }

  get settled(): number {
    return this.#space.settled;
  }

  /** Puts everything back. */
  restore(): void {
    this.#cachedArray.length = 0;
    this.#space.restore();
  }

  beginStep(): void {
    this.changed = false;
    this.accessTo = 0;
    this.bulk = 0;
  }

  hash(seed: number): number {
    return this.#space.hash(seed);
  }

  /** Anything may be changed from now on. */
  markAll(): void {
    this.changed = true;
    this.#footprint.everything = true;
    this.#space.markAll();
  }

  extentOf(thread: number, op: Op): Extent {
    const { array } = op;
    if (array === undefined) throw new Error(`step of kind ${op.kind} names no array`);
    if (array === this.#cachedArray[thread]) return this.#cachedExtent[thread]!;
    const extent = this.#space.extentOf(array);
    this.#cachedArray[thread] = array;
    this.#cachedExtent[thread] = extent;
    return extent;
  }

  addressOf(thread: number, op: Op): number {
    const { firstByte, elementBytes } = this.extentOf(thread, op);
    return firstByte + op.index * elementBytes;
  }

  /** Makes an access, of one element or in bulk, and answers it. */
  access(thread: number, op: Op): Answer {
    const { area, firstByte, elementBytes } = this.extentOf(thread, op);
    const address = firstByte + op.index * elementBytes;
    const granule = address >>> 2;
    const mode = MODES[op.kind]!;
    this.accessFrom = address;
    this.accessTo = address + elementBytes;
    this.accessMode = mode;
    if ((mode & ACCESS.PLAIN) !== 0 && op.count !== 1) return this.#accessMany(thread, op, granule);
    if ((mode & ACCESS.WRITES) !== 0) area.mark(granule);
    if (elementBytes > GRANULE_BYTES) return this.#accessWide(thread, op, granule);
    const answer = apply(op);
    this.#touch(granule, onlyReads(op, answer));
    return answer;
  }

  /** A wait looks at its word and stands in the queue there; returns the address of the word. */
  wait(thread: number, op: Op): number {
    const { firstByte, elementBytes } = this.extentOf(thread, op);
    const address = firstByte + op.index * elementBytes;
    this.accessFrom = address;
    this.accessTo = address + elementBytes;
    this.accessMode = ACCESS.READS;
    this.#footprint.look(bytesPlace(address >>> 2));
    if (elementBytes > GRANULE_BYTES) this.#footprint.look(bytesPlace((address >>> 2) + 1));
    // The queue counts as changed even if the wait is over at once: a footprint must not hang on other places.
    this.#footprint.change(queuePlace(address >>> 2));
    return address;
  }

  /** Elements of 8 bytes. */
  #accessWide(thread: number, op: Op, granule: number): Answer {
    this.extentOf(thread, op).area.mark(granule + 1);
    const answer = apply(op);
    const reads = onlyReads(op, answer);
    this.#touch(granule, reads);
    this.#touch(granule + 1, reads);
    return answer;
  }

  #touch(granule: number, reads: boolean): void {
    if (reads) {
      this.accessMode &= ~ACCESS.WRITES;
      this.#footprint.look(bytesPlace(granule));
    } else {
      this.changed = true;
      this.#footprint.change(bytesPlace(granule));
    }
  }

  /** Plain accesses in bulk: here they get their place in the order, the thread makes them itself when it goes on. */
  #accessMany(thread: number, op: Op, first: number): Answer {
    const { area, firstByte, elementBytes } = this.extentOf(thread, op);
    const writes = op.kind === KIND.WRITE;
    this.accessTo = op.count === 0 ? 0 : firstByte + (op.index + op.count) * elementBytes;
    for (let granule = first; granule * GRANULE_BYTES < this.accessTo; granule += 1) {
      if (writes) {
        area.mark(granule);
        this.#footprint.change(bytesPlace(granule));
      } else {
        this.#footprint.look(bytesPlace(granule));
        this.bulk = scramble(this.bulk ^ area.wordAt(granule));
      }
    }
    this.changed = writes;
    return 0;
  }
}
