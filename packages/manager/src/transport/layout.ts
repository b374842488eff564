/**
 * What lies where in the memory that a client and a server share: two rings of bytes, one for each direction, and the words
 * by which the two sides know of each other.
 *
 *     word 0    bytes that the client has written, ever (modulo 2^32)      only the client writes
 *     word 16   bytes that the server has taken of them                    only the server writes
 *     word 32   bytes that the server has written                          only the server writes
 *     word 48   bytes that the client has taken of them                    only the client writes
 *     word 64   the client sleeps until there is something to read         1: it sleeps; whoever changes it to 0 wakes it
 *     word 65   the client sleeps until there is room for what it writes   likewise
 *     word 66   1: both sides look for a while before they sleep           only the client writes
 *     word 80   the server sleeps until there is something to read         likewise
 *     word 81   the server sleeps until there is room                      likewise
 *     byte 512  what the client has written, then what the server has written
 *
 * Each counter has a line of the processor's cache to itself, so that the two sides do not take it from each other.
 */

/** A side of a connection. */
export type Side = 'client' | 'server';

/** Where the words of one side are. */
export interface SideWords {
  readonly written: number;
  readonly taken: number;
  readonly awaitsBytes: number;
  readonly awaitsRoom: number;
}

export const WORDS: Readonly<Record<Side, SideWords>> = {
  client: { written: 0, taken: 48, awaitsBytes: 64, awaitsRoom: 65 },
  server: { written: 32, taken: 16, awaitsBytes: 80, awaitsRoom: 81 },
};

/** Whether both sides look for a while before they sleep. */
export const LOOKS = 66;

/** Bytes of all words. */
const HEAD_BYTES = 512;

/** A side sleeps, and is to be woken. */
export const SLEEPS = 1;
export const AWAKE = 0;

/** Bytes of one ring: a power of two, so that counters may overflow. */
export const RING_BYTES: number = 64 * 1024;

/** Bytes of all of it. */
export const DUPLEX_BYTES: number = duplexBytes(RING_BYTES);

export function duplexBytes(ringBytes: number): number {
  return HEAD_BYTES + 2 * ringBytes;
}

/** The memory as one side sees it. */
export interface Duplex {
  readonly side: Side;
  readonly words: Int32Array;
  /** The ring that this side writes to, and the one that it reads. */
  readonly outgoing: Uint8Array;
  readonly incoming: Uint8Array;
  readonly mine: SideWords;
  readonly theirs: SideWords;
}

/** @param buffer zeroed when both sides begin */
export function duplexOf(buffer: ArrayBufferLike, side: Side, ringBytes: number = RING_BYTES): Duplex {
  const ofClient = new Uint8Array(buffer, HEAD_BYTES, ringBytes);
  const ofServer = new Uint8Array(buffer, HEAD_BYTES + ringBytes, ringBytes);
  const words = new Int32Array(buffer, 0, HEAD_BYTES / 4);
  return side === 'client'
    ? { side, words, outgoing: ofClient, incoming: ofServer, mine: WORDS.client, theirs: WORDS.server }
    : { side, words, outgoing: ofServer, incoming: ofClient, mine: WORDS.server, theirs: WORDS.client };
}
