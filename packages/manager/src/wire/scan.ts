/**
 * Looks through the bytes of a value before they are decoded, where they come from somebody else. The codec checks what it
 * makes, but it reads with a library that also knows MessagePack's extension types: records (compiled on the fly), bundled
 * texts and others. The codec writes none of them, so whoever sends them is up to something.
 */
import { ProtocolError } from '../errors.js';

/** As deep as the codec writes trees by recursion, and more than its lists of nodes are. */
const DEEPEST = 72;

/** Begins a list of nodes, in the structured codec. */
const GRAPH = 0xc1;

/** Nodes that stand for memory of one machine. */
const FIRST_MEMORY_TAG = 15;
const LAST_MEMORY_TAG = 16;

/** Nil, booleans and numbers: the bytes that follow their type. */
const SCALARS: ReadonlyMap<number, number> = new Map([
  [0xc0, 0],
  [0xc2, 0],
  [0xc3, 0],
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
]);

export interface ScanOptions {
  /** Whether objects in shared memory may be in it: never in what comes from other machines. */
  readonly memory: boolean;
}

/** @throws ProtocolError unless they are bytes that the structured codec can have written */
export function scanValue(bytes: Uint8Array, options: ScanOptions): void {
  const first = bytes[0] as number;
  // Small numbers: much of what is stored.
  if (bytes.length === 1 && (first < 0x80 || first >= 0xe0)) return;
  new Scanner(bytes, options).run();
}

class Scanner {
  readonly #bytes: Uint8Array;
  readonly #memory: boolean;
  #at = 0;
  #isGraph = false;

  constructor(bytes: Uint8Array, { memory }: ScanOptions) {
    this.#bytes = bytes;
    this.#memory = memory;
  }

  run(): void {
    if (this.#bytes[0] === GRAPH) {
      this.#isGraph = true;
      this.#at = 1;
    }
    this.#item(0);
    if (this.#at !== this.#bytes.length) throw malformed('has bytes after its end');
  }

  #item(depth: number): void {
    if (depth > DEEPEST) throw malformed(`is nested deeper than ${DEEPEST} levels`);
    const type = this.#uint(1);
    if (type < 0x80 || type >= 0xe0) return;
    if (type < 0x90) this.#items((type & 0x0f) * 2, depth);
    else if (type < 0xa0) this.#array(type & 0x0f, depth);
    else if (type < 0xc0) this.#skip(type & 0x1f);
    else this.#long(type, depth);
  }

  #long(type: number, depth: number): void {
    const size = SCALARS.get(type);
    if (size !== undefined) {
      this.#skip(size);
      return;
    }
    switch (type) {
      case 0xc4:
      case 0xd9:
        this.#skip(this.#uint(1));
        break;
      case 0xc5:
      case 0xda:
        this.#skip(this.#uint(2));
        break;
      case 0xc6:
      case 0xdb:
        this.#skip(this.#uint(4));
        break;
      case 0xdc:
        this.#array(this.#uint(2), depth);
        break;
      case 0xdd:
        this.#array(this.#uint(4), depth);
        break;
      case 0xde:
        this.#items(this.#uint(2) * 2, depth);
        break;
      case 0xdf:
        this.#items(this.#uint(4) * 2, depth);
        break;
      default:
        throw malformed(`has an item of type 0x${type.toString(16)}`);
    }
  }

  #array(count: number, depth: number): void {
    // The second level of a graph are its nodes, whose first item is a tag.
    if (this.#isGraph && depth === 1 && count > 0 && !this.#memory) {
      const tag = this.#bytes[this.#at] as number;
      // The codec writes tags in one byte; another form of the same number would slip through.
      if (tag >= 0x80) throw malformed('has a node without a tag');
      if (tag >= FIRST_MEMORY_TAG && tag <= LAST_MEMORY_TAG) {
        throw malformed('has an object in shared memory, which does not reach another machine');
      }
    }
    this.#items(count, depth);
  }

  #items(count: number, depth: number): void {
    // Each takes a byte at least, so a lie about the number is found before the loop.
    if (count > this.#bytes.length - this.#at) throw malformed('ends too early');
    for (let i = 0; i < count; i += 1) this.#item(depth + 1);
  }

  #uint(size: 1 | 2 | 4): number {
    const at = this.#at;
    this.#skip(size);
    let value = 0;
    for (let i = 0; i < size; i += 1) value = value * 256 + (this.#bytes[at + i] as number);
    return value;
  }

  #skip(count: number): void {
    if (count > this.#bytes.length - this.#at) throw malformed('ends too early');
    this.#at += count;
  }
}

function malformed(what: string): ProtocolError {
  return new ProtocolError(`a value ${what}: it was not made by the structured codec`);
}
