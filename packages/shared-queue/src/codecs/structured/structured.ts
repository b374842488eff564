/**
 * The default codec: what structured clone carries, except functions and shared memory.
 *
 * Two forms. A value that is a tree of plain objects, dense arrays, well-formed strings, booleans, null and numbers
 * (not -0) is MessagePack, written by `writeTree` and read by msgpackr. Anything else (dates, maps, cycles, shared
 * parts, holes …) is laid out as a list of nodes (`nodes.ts`), which msgpackr writes and reads. The byte 0xC1, which
 * MessagePack never begins with, tells them apart. msgpackr has extensions for such types too, but they lose -0,
 * holes, cycles through maps, stacks and more.
 */
// The build without native code, whose decoder gives wrong texts while another thread loads it, and a copy that no other
// user of msgpackr in this process can switch to it. It also makes no code at run time.
import { Packr } from 'msgpackr/index-no-eval';
import { CodecError } from '../../errors.js';
import { type Codec, registerCodec, type Scope } from '../codec.js';
import type { Node } from './nodes.js';
import { readGraph } from './read-graph.js';
import { writeGraph } from './write-graph.js';
import { writeTree } from './write-tree.js';

const GRAPH = 0xc1;

/** What arrives must not depend on what was sent before: no records, which receivers would have to remember. */
const packer = new Packr({ useRecords: false, mapsAsObjects: true, copyBuffers: true, useToJSON: false });

/** The codec of queues that are given none: what structured clone carries, and shared objects, which arrive attached. */
export const structured: Codec<unknown> = registerCodec({
  name: 'structured',
  encode(value: unknown, scope: Scope): Uint8Array {
    return writeTree(value) ?? encodeGraph(writeGraph(value, scope));
  },
  decode(bytes: Uint8Array, length: number): unknown {
    if (bytes[0] !== GRAPH || length === 0) return unpack(bytes, length);
    return readGraph(unpack(bytes.subarray(1, length), length - 1));
  },
});

function encodeGraph(nodes: readonly Node[]): Uint8Array {
  const packed = packer.pack(nodes);
  const bytes = new Uint8Array(1 + packed.length);
  bytes[0] = GRAPH;
  bytes.set(packed, 1);
  return bytes;
}

function unpack(bytes: Uint8Array, length: number): unknown {
  try {
    return packer.unpack(bytes, length);
  } catch (error) {
    throw new CodecError('the bytes are not what the structured codec writes', { cause: error });
  }
}
