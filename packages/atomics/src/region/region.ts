import { checkInteger, checkOptions } from '../checks.js';
import { ArgumentError, CapacityError, ClosedError, CorruptRegionError } from '../errors.js';
import { BLOCK, OBJECT_KIND_MASK, OBJECT_MAGIC, RAW_MAGIC, REGION } from '../layout.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import { ThreadMemory } from '../memory/thread-memory.js';
import { Monitor } from '../mutex/monitor.js';
import {
  type Bell,
  Block,
  type Blueprint,
  bellOf,
  contentWords,
  readName,
  writeBlock,
} from '../objects/block.js';
import {
  type RegionHandle,
  regionHandle,
  regionObjectHandle,
  type ThreadRegionHandle,
} from '../objects/handle.js';
import { kindOfNumber } from '../objects/kinds.js';
import type { SharedObject } from '../objects/shared-object.js';
import { watchDeaths } from '../threads/watch-deaths.js';
import { formatRegion, MOST_PARTICIPANTS, type RegionHeader, readHeader, regionWords } from './header.js';
import { Heap, type HeapUse } from './heap.js';
import { homeIn, ownHome } from './home.js';
import { Inhabitants } from './inhabitants.js';
import { Membership } from './membership.js';
import { type Participant, ParticipantTable } from './participants.js';

/** How a region is made. */
export interface RegionOptions {
  /** Room for objects, in bytes: a `Lock` takes 32, names come on top. */
  readonly bytes: number;
  /** How many threads can have the region open at once: 1 to 4096, default 64 (128 bytes each). */
  readonly maxParticipants?: number | undefined;
}

/** A snapshot of a region. */
export interface RegionReport {
  /** The same in every thread that has the region open. */
  readonly id: string;
  /** Who can share it. */
  readonly scope: 'thread' | 'process';
  /** Bytes of the heap. */
  readonly heap: HeapUse;
  /** Who has it open, and who had it and died. */
  readonly participants: readonly Participant[];
  /** Everything that lives in it. */
  readonly objects: readonly ObjectReport[];
}

/** A snapshot of one object. */
export interface ObjectReport {
  /** Name of its class. */
  readonly kind: string;
  /** The name it was given. */
  readonly name: string | undefined;
  /** Where its block starts, in bytes. */
  readonly byteOffset: number;
  /** What its `describe()` says. */
  readonly state: Record<string, unknown>;
}

const DEFAULT_PARTICIPANTS = 64;

/** Regions that this thread has open, so that a handle that arrives twice gives one region. */
const open = new Map<string, Region>();

/** The region with that id, if this thread has it open. */
export function openRegion(id: string): Region | undefined {
  return open.get(id);
}

/**
 * Shared memory with names in it: objects made with `{ in: region, name }` are found by name by every thread that
 * has the region. It knows who has it open and can be inspected while in use.
 *
 * A region travels like an object: post it (or its `handle`) and `attach` it on the other side. Nothing here blocks
 * for longer than another thread's short critical section; a thread that dies in one leaves nothing half done.
 *
 * @example
 * const region = Region.create({ bytes: 4096 });
 * const lock = new Lock({ in: region, name: 'jobs' });
 * region.get('jobs'); // a Lock, the same one
 */
export class Region {
  /** Plain data that stands for the region; pass it to another thread and `attach` it there. */
  readonly handle: RegionHandle;
  readonly #memory: SharedMemory;
  readonly #header: RegionHeader;
  readonly #members: Membership;
  readonly #heap: Heap;
  readonly #monitor: Monitor;
  readonly #bell: Bell;
  readonly #inhabitants = new Inhabitants();
  #closed = false;

  /**
   * Opens formatted memory; other packages make regions of their own kinds of memory with it.
   *
   * @throws CorruptRegionError if the memory is not a sound region
   * @throws CapacityError if all participants of the region are alive
   */
  protected constructor(memory: SharedMemory, handle: RegionHandle, bell?: Bell) {
    this.handle = handle;
    this.#memory = memory;
    this.#header = readHeader(memory.words);
    this.#members = new Membership(
      new ParticipantTable(memory.words, this.#header.participants, this.#header.capacity),
    );
    this.#heap = new Heap(memory.words, this.#header);
    this.#monitor = new Monitor(memory, this.#members, REGION.MONITOR);
    this.#bell = bell ?? bellOf(memory);
    open.set(this.#header.id, this);
    watchDeaths();
  }

  /**
   * Makes a region of `bytes` bytes for the threads of this process.
   *
   * @throws ArgumentError for sizes out of range
   * @throws CapacityError if the size is beyond what one buffer holds
   */
  static create(options: RegionOptions): Region {
    checkOptions('options of Region.create', options);
    const { maxParticipants = DEFAULT_PARTICIPANTS } = options;
    const bytes = checkInteger('bytes', options.bytes, 1, 2 ** 31 - 1);
    const capacity = checkInteger('maxParticipants', maxParticipants, 1, MOST_PARTICIPANTS);
    const memory = new ThreadMemory(regionWords(capacity, Math.ceil(bytes / 4)) * 4);
    formatRegion(memory.words, capacity);
    const home = ownHome();
    return new Region(memory, regionHandle(memory.buffer, home.memory.buffer), bellOf(home.memory));
  }

  /** @internal The region behind a handle of scope `thread`. */
  static fromHandle(handle: ThreadRegionHandle): Region {
    if (!(handle.buffer instanceof SharedArrayBuffer && handle.home instanceof SharedArrayBuffer)) {
      throw new CorruptRegionError(
        'the handle has lost its memory: it went through a channel that cannot share any',
      );
    }
    const memory = new ThreadMemory(handle.buffer);
    const known = open.get(readHeader(memory.words).id);
    if (known !== undefined) return known;
    const home = homeIn(handle.home);
    return new Region(memory, regionHandle(handle.buffer, handle.home), bellOf(home.memory));
  }

  /** Who can share it. */
  get scope(): 'thread' | 'process' {
    return this.#memory.scope;
  }

  /** Unique text, the same in every thread that has the region open. */
  get id(): string {
    return this.#header.id;
  }

  /** Whether this thread has closed the region. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Names of the named objects, newest first. */
  names(): string[] {
    this.#checkOpen();
    return Array.from(this.#named(), (at) => readName(this.#memory.words, at) ?? '');
  }

  /**
   * The object with that name, or `undefined`.
   *
   * @throws CorruptRegionError if the package that makes objects of its kind is not loaded
   */
  get(name: string): SharedObject | undefined {
    this.#checkOpen();
    const at = this.#findNamed(name);
    if (at === undefined) return undefined;
    const block = this.blockAt(at);
    return block.kind.attach(block);
  }

  /**
   * Takes a name away: nobody finds the object by it any more, and the name is free. Who has the object keeps it, and
   * its memory stays taken.
   *
   * @returns whether there was an object of that name
   */
  unname(name: string): boolean {
    this.#checkOpen();
    return this.#monitor.run(() => {
      const { words } = this.#memory;
      let link = REGION.DIRECTORY as number;
      for (const at of this.#named()) {
        const next = at + BLOCK.NEXT_NAMED;
        if (readName(words, at) === name) {
          // One store: whoever looks meanwhile goes on behind it, from either side.
          Atomics.store(words, link, Atomics.load(words, next));
          return true;
        }
        link = next;
      }
      return false;
    });
  }

  /** A snapshot of participants and objects: each part is right, together they may be of different moments. */
  inspect(): RegionReport {
    this.#checkOpen();
    // Without the monitor a walk could stand on a block that is joined with its neighbour just then.
    const { heap, objects } = this.#monitor.run(() => ({
      heap: this.#heap.use(),
      objects: Array.from(this.#heap.used()).filter((at) => this.#isObject(at)),
    }));
    return {
      id: this.id,
      scope: this.scope,
      heap,
      participants: this.#members.table.list(),
      objects: objects.map((at) => this.#report(at)),
    };
  }

  /**
   * Takes room for `bytes` zeroed bytes that no object uses, and returns the byte offset of the room, a multiple of
   * 8. For those who build objects of their own on a region.
   *
   * @throws CapacityError if the region is full
   */
  allocate(bytes: number): number {
    this.#checkOpen();
    checkInteger('bytes', bytes, 1, 2 ** 31 - 1);
    return this.#monitor.run(() => {
      const at = this.#heap.reserve(Math.ceil(bytes / 4));
      Atomics.store(this.#memory.words, at + BLOCK.KIND, RAW_MAGIC ^ at);
      this.#heap.commit(at);
      return (at + BLOCK.HEADER) * 4;
    });
  }

  /**
   * Gives back what `allocate` returned. Nobody may use it any more.
   *
   * @throws ArgumentError if nothing is allocated there
   */
  free(byteOffset: number): void {
    this.#checkOpen();
    checkInteger('byteOffset', byteOffset, 0, Number.MAX_SAFE_INTEGER);
    const at = byteOffset / 4 - BLOCK.HEADER;
    this.#monitor.run(() => {
      const { words } = this.#memory;
      if (!this.#heap.isUsedBlock(at) || Atomics.load(words, at + BLOCK.KIND) !== (RAW_MAGIC ^ at)) {
        throw new ArgumentError(`nothing is allocated at byte ${byteOffset}`);
      }
      Atomics.store(words, at + BLOCK.KIND, 0);
      this.#heap.free(at);
    });
  }

  /**
   * Ends this thread's use of the region: its objects here throw `ClosedError` from then on, pending waits of this
   * thread reject with it, locks that this thread still holds in the region become abandoned, and permits
   * that it still has are gone. Others keep the region. Closing twice does nothing.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    open.delete(this.id);
    this.#inhabitants.end(() => new ClosedError('the region of this object was closed by this thread'));
    this.#members.leave();
  }

  /** As `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal The block of a new object, or that of the object that has the name. */
  place(blueprint: Blueprint, name: string | undefined): Block {
    this.#checkOpen();
    return this.#monitor.run(() => {
      const existing = name === undefined ? undefined : this.#findNamed(name);
      return existing === undefined ? this.#placeNew(blueprint) : this.#openNamed(existing, blueprint, name);
    });
  }

  /** @internal Takes back an object without a name that nobody else has seen. */
  discard(at: number): void {
    this.#monitor.run(() => {
      Atomics.store(this.#memory.words, at + BLOCK.KIND, 0);
      this.#heap.free(at);
    });
  }

  /** @internal The block at a word of this region, checked. */
  blockAt(at: number): Block {
    this.#checkOpen();
    if (!this.#heap.isUsedBlock(at))
      throw new CorruptRegionError(`no Weft object at byte ${at * 4} of the region`);
    return new Block(
      {
        memory: this.#memory,
        members: this.#members,
        bell: this.#bell,
        handleAt: (kind, word) => regionObjectHandle(kind, this.handle, word),
        adopt: (object) => this.#inhabitants.add(object),
      },
      at,
    );
  }

  #placeNew(blueprint: Blueprint): Block {
    const { words } = this.#memory;
    const at = this.#heap.reserve(contentWords(blueprint));
    writeBlock(words, at, blueprint);
    Atomics.store(words, at + BLOCK.NEXT_NAMED, Atomics.load(words, REGION.DIRECTORY));
    this.#heap.commit(at);
    // The object is whole now: one store makes it findable.
    if (blueprint.name !== undefined) Atomics.store(words, REGION.DIRECTORY, at);
    return this.blockAt(at);
  }

  #openNamed(at: number, blueprint: Blueprint, name: string | undefined): Block {
    const block = this.blockAt(at);
    if (block.kind !== blueprint.kind) {
      throw new ArgumentError(
        `the name ${JSON.stringify(name)} belongs to a ${block.kind.name} in this region, not a ${blueprint.kind.name}`,
      );
    }
    if (block.stateWords < blueprint.stateWords) {
      throw new CapacityError(
        `${block.label} exists with less room than asked for: construct it with the same numbers everywhere`,
      );
    }
    return block;
  }

  #findNamed(name: string): number | undefined {
    for (const at of this.#named()) if (readName(this.#memory.words, at) === name) return at;
    return undefined;
  }

  *#named(): Generator<number> {
    const { words } = this.#memory;
    const { heap, end } = this.#header;
    let at = Atomics.load(words, REGION.DIRECTORY);
    // A sound directory has no more entries than the heap has room for: a longer one goes in circles.
    for (let left = (end - heap) / BLOCK.HEADER; at !== 0; left -= 1) {
      if (at < heap || at + BLOCK.HEADER > end || left < 0) {
        throw new CorruptRegionError('the directory of the region is overwritten');
      }
      yield at;
      at = Atomics.load(words, at + BLOCK.NEXT_NAMED);
    }
  }

  #isObject(at: number): boolean {
    return (Atomics.load(this.#memory.words, at + BLOCK.KIND) & ~OBJECT_KIND_MASK) === OBJECT_MAGIC;
  }

  #report(at: number): ObjectReport {
    const { words } = this.#memory;
    const kind = kindOfNumber(Atomics.load(words, at + BLOCK.KIND) & OBJECT_KIND_MASK);
    const block = this.blockAt(at);
    return { kind: kind.name, name: block.name, byteOffset: at * 4, state: kind.attach(block).describe() };
  }

  #checkOpen(): void {
    if (this.#closed)
      throw new ClosedError('this thread has closed the region: attach its handle to use it again');
  }
}
