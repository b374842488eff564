/**
 * Reads the items of a frame. Strict: what is not one of the types that `FrameWriter` writes, claims more than the frame has,
 * or is nested deeper than messages are, is a `ProtocolError`. Nothing is allocated for a length before it was compared with
 * what is there, and no type of MessagePack that makes objects or code is known.
 */
import { ProtocolError } from '../errors.js';

/** What an item can be. Bytes come as a view, or as a string whose one-byte characters they are. */
export type Item = null | boolean | number | string | Uint8Array | Item[];

/** Messages have lists of values, some of which have lists of references. */
const DEEPEST = 4;

export type BinaryForm = 'view' | 'string';

export class FrameReader {
  readonly #form: BinaryForm;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** @param form how bytes are given; views are of the memory that the frame lies in */
  constructor(form: BinaryForm) {
    this.#form = form;
  }

  /** The items of the frame in `bytes` from `start` to `end`. @throws ProtocolError */
  read(bytes: Buffer, start: number, end: number): Item[] {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    const message = this.#item(0);
    if (!Array.isArray(message)) throw new ProtocolError('a message must be an array');
    if (this.#at !== end) throw new ProtocolError(`a message has ${end - this.#at} bytes after its end`);
    return message;
  }

  #item(depth: number): Item {
    const type = this.#uint8();
    if (type < 0x80) return type;
    if (type >= 0x90 && type <= 0x9f) return this.#array(type & 0x0f, depth);
    if (type >= 0xa0 && type <= 0xbf) return this.#text(type & 0x1f);
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#binary(this.#uint8());
      case 0xc5:
        return this.#binary(this.#uint16());
      case 0xc6:
        return this.#binary(this.#uint32());
      case 0xcb:
        return this.#double();
      case 0xce:
        return this.#uint32();
      case 0xd9:
        return this.#text(this.#uint8());
      case 0xda:
        return this.#text(this.#uint16());
      case 0xdb:
        return this.#text(this.#uint32());
      case 0xdc:
        return this.#array(this.#uint16(), depth);
      case 0xdd:
        return this.#array(this.#uint32(), depth);
      default:
        throw new ProtocolError(`a message has an item of type 0x${type.toString(16)}, which none may have`);
    }
  }

  #array(count: number, depth: number): Item[] {
    if (depth === DEEPEST) throw new ProtocolError(`a message is nested deeper than ${DEEPEST} levels`);
    // Each item takes a byte at least.
    this.#need(count);
    const items: Item[] = [];
    for (let i = 0; i < count; i += 1) items.push(this.#item(depth + 1));
    return items;
  }

  #binary(length: number): Uint8Array | string {
    const start = this.#take(length);
    if (this.#form === 'string') return this.#bytes.toString('latin1', start, this.#at);
    return this.#bytes.subarray(start, this.#at);
  }

  #text(length: number): string {
    const start = this.#take(length);
    return this.#bytes.toString('utf8', start, this.#at);
  }

  #uint8(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  #uint16(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  #uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  #double(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  /** Goes on by so many bytes. @returns where they begin */
  #take(bytes: number): number {
    this.#need(bytes);
    const at = this.#at;
    this.#at = at + bytes;
    return at;
  }

  #need(bytes: number): void {
    if (bytes <= this.#end - this.#at) return;
    throw new ProtocolError('a message ends in the middle of an item');
  }
}
