/** A block of shared memory with an object in it, as this thread sees it. */
import { CorruptRegionError } from '../errors.js';
import { BLOCK, BLOCK_ALIGN, OBJECT_KIND_MASK, OBJECT_MAGIC, REGION } from '../layout.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import type { Membership } from '../region/membership.js';
import type { ObjectHandle } from './handle.js';
import { type Kind, kindOfNumber } from './kinds.js';

/** A word that is bumped and notified whenever something that a thread may `select` on becomes ready. */
export interface Bell {
  readonly memory: SharedMemory;
  readonly word: number;
}

/** What a block is part of. */
export interface Surroundings {
  readonly memory: SharedMemory;
  readonly members: Membership;
  readonly bell: Bell;
  /** Handle of the object at that block. */
  readonly handleAt: (kind: string, at: number) => ObjectHandle;
  /** Is told of every object made, to end it when the region is closed. */
  readonly adopt?: (object: object) => void;
}

export class Block {
  readonly memory: SharedMemory;
  readonly words: Int32Array;
  readonly members: Membership;
  readonly bell: Bell;
  readonly kind: Kind;
  /** First word of the block, and of the object's state in it. */
  readonly at: number;
  readonly state: number;
  readonly handle: ObjectHandle;
  readonly adopt: ((object: object) => void) | undefined;
  readonly #surroundings: Surroundings;

  /**
   * @throws CorruptRegionError if no whole object of a known kind stands there
   */
  constructor(surroundings: Surroundings, at: number) {
    this.#surroundings = surroundings;
    this.memory = surroundings.memory;
    this.words = surroundings.memory.words;
    this.members = surroundings.members;
    this.bell = surroundings.bell;
    this.at = at;
    this.state = at + BLOCK.HEADER;
    this.kind = readKind(this.words, at);
    this.handle = surroundings.handleAt(this.kind.name, at);
    this.adopt = surroundings.adopt;
  }

  /** This thread's token in lock words. */
  get token(): number {
    return this.members.token;
  }

  /** State words that the block has room for. */
  get stateWords(): number {
    return stateEnd(this.words, this.at) - BLOCK.HEADER;
  }

  /** The object's name, if it has one. */
  get name(): string | undefined {
    return readName(this.words, this.at);
  }

  /** `Lock "jobs"`, for messages. */
  get label(): string {
    const { name } = this;
    return name === undefined ? this.kind.name : `${this.kind.name} ${JSON.stringify(name)}`;
  }

  /** Another block of the same memory. @throws CorruptRegionError if no object stands there */
  sibling(at: number): Block {
    return new Block(this.#surroundings, at);
  }

  /** Tells selecting threads to look. */
  ringBell(): void {
    ringBell(this.bell);
  }
}

/** Changes the word first: who was about to park on it finds another value. */
export function ringBell({ memory, word }: Bell): void {
  Atomics.add(memory.words, word, 1);
  memory.notify(word);
}

/** The bell of a region. */
export function bellOf(memory: SharedMemory): Bell {
  return { memory, word: REGION.BELL };
}

/** What a new object is made of. */
export interface Blueprint {
  readonly kind: Kind;
  readonly stateWords: number;
  /** UTF-8 bytes of the name. */
  readonly name: Uint8Array | undefined;
  /** Writes the first state, if it is not all zero. */
  readonly init?: (words: Int32Array, state: number) => void;
}

/** Words of content that a block for it needs. */
export function contentWords(blueprint: Blueprint): number {
  return blueprint.stateWords + wordsForBytes(blueprint.name?.length ?? 0);
}

/** Fills in a zeroed block; the kind last, as nobody attaches to a block without one. */
export function writeBlock(words: Int32Array, at: number, blueprint: Blueprint): void {
  blueprint.init?.(words, at + BLOCK.HEADER);
  if (blueprint.name !== undefined) writeName(words, at, BLOCK.HEADER + blueprint.stateWords, blueprint.name);
  Atomics.store(words, at + BLOCK.KIND, OBJECT_MAGIC | blueprint.kind.number);
}

function writeName(words: Int32Array, at: number, offset: number, name: Uint8Array): void {
  const padded = new Uint8Array(wordsForBytes(name.length) * 4);
  padded.set(name);
  words.set(new Int32Array(padded.buffer), at + offset);
  Atomics.store(words, at + BLOCK.NAME, (offset << 8) | name.length);
}

/** The name of the object in a block; `undefined` if it has none. */
export function readName(words: Int32Array, at: number): string | undefined {
  const packed = Atomics.load(words, at + BLOCK.NAME);
  if (packed === 0) return undefined;
  const offset = packed >>> 8;
  const bytes = packed & 0xff;
  const size = Atomics.load(words, at + BLOCK.SIZE_USED) >>> 1;
  if (offset < BLOCK.HEADER || offset + wordsForBytes(bytes) > size || at + size > words.length) {
    throw new CorruptRegionError(`the name of the object at byte ${at * 4} lies outside its block`);
  }
  // Text decoders refuse shared memory, hence the copy.
  const copy = words.slice(at + offset, at + offset + wordsForBytes(bytes));
  return decoder.decode(new Uint8Array(copy.buffer, 0, bytes));
}

function stateEnd(words: Int32Array, at: number): number {
  const packed = Atomics.load(words, at + BLOCK.NAME);
  return packed === 0 ? Atomics.load(words, at + BLOCK.SIZE_USED) >>> 1 : packed >>> 8;
}

/** A byte order mark is part of a name like any other character. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function readKind(words: Int32Array, at: number): Kind {
  const foreign = (why: string) => new CorruptRegionError(`no Weft object at byte ${at * 4}: ${why}`);
  if (!Number.isInteger(at) || at < 0 || at % BLOCK_ALIGN !== 0 || at + BLOCK.HEADER > words.length) {
    throw foreign('outside the memory');
  }
  const header = Atomics.load(words, at + BLOCK.KIND);
  if ((header & ~OBJECT_KIND_MASK) !== OBJECT_MAGIC)
    throw foreign('foreign or overwritten, or of another version');
  const kind = kindOfNumber(header & OBJECT_KIND_MASK);
  const size = Atomics.load(words, at + BLOCK.SIZE_USED) >>> 1;
  readName(words, at);
  if (at + size > words.length || stateEnd(words, at) < BLOCK.HEADER + kind.words) throw foreign('truncated');
  return kind;
}

function wordsForBytes(bytes: number): number {
  return Math.ceil(bytes / 4);
}
