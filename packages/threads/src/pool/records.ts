/**
 * What goes through the queues of a pool: a few words of header, and a value as the codec `structured` writes it. A
 * value that cannot be read is told with the record, as the header alone says whose it is.
 */
import { type Codec, registerCodec, structured } from '@weft/shared-queue';
import { loadNow } from '../transfer/load-now.js';
import { type Payload, pack, unpack } from '../transfer/payload.js';
import { SLOT_BITS } from './layout.js';

/** A value on its way: as bytes when it is written, as what they say when it is read. */
export type Content = Uint8Array | Decoded | undefined;

/** A task on its way to a worker. */
export interface TaskRecord {
  /** Its word on the board, and the stamp that tells this use of the word from others. */
  readonly slot: number;
  readonly stamp: number;
  readonly target: number;
  /** `CALL`. */
  readonly call: number;
  readonly args: Content;
}

/** An answer on its way to the owner. */
export interface AnswerRecord {
  readonly slot: number;
  readonly stamp: number;
  /** `ANSWER`. */
  readonly answer: number;
  readonly worker: number;
  /** When the task began, in microseconds since the pool was made, and how long it ran; both modulo 2^32. */
  readonly began: number;
  readonly ran: number;
  readonly value: Content;
}

/** A value, or why it could not be read. */
export type Decoded = { readonly value: unknown } | { readonly error: unknown };

/** Plain data begins with another byte in this codec; what does may hold anything. */
const NOT_PLAIN = 0xc1;

/**
 * Whether a value, of which these are the bytes, is better posted to another thread: it holds shared objects, whose
 * regions that thread may not have open.
 */
export function holdsShared(bytes: Uint8Array, value: unknown): boolean {
  return bytes[0] === NOT_PLAIN && pack(value, 'thread').packages !== undefined;
}

/** A value that was posted, with the shared objects in it alive. */
export function posted(payload: Payload): unknown {
  for (const name of payload.packages ?? []) loadNow(name);
  return unpack(payload);
}

/** What was read. */
export function contentOf(content: Content): Decoded | undefined {
  return content instanceof Uint8Array ? undefined : content;
}

const HEADER_WORDS = 4;
const HEADER_BYTES = HEADER_WORDS * 4;

let words = new Int32Array(1024);
let bytes = new Uint8Array(words.buffer);

function withHeader(payload: Content, ...header: readonly [number, number, number, number]) {
  const length = payload instanceof Uint8Array ? payload.length : 0;
  if (HEADER_BYTES + length > bytes.length) {
    words = new Int32Array(2 ** Math.ceil(Math.log2(HEADER_WORDS + length / 4 + 1)));
    bytes = new Uint8Array(words.buffer);
  }
  words[0] = header[0];
  words[1] = header[1];
  words[2] = header[2];
  words[3] = header[3];
  if (payload instanceof Uint8Array) bytes.set(payload, HEADER_BYTES);
  return bytes.subarray(0, HEADER_BYTES + length);
}

function word(source: Uint8Array, at: number): number {
  const i = at * 4;
  return (
    (source[i] as number) |
    ((source[i + 1] as number) << 8) |
    ((source[i + 2] as number) << 16) |
    ((source[i + 3] as number) << 24)
  );
}

/** Reads a value of such bytes. */
export function decoded(source: Uint8Array, length: number): Decoded {
  try {
    return { value: structured.decode(source, length) };
  } catch (error) {
    return { error };
  }
}

function payloadOf(source: Uint8Array, length: number): Decoded | undefined {
  return length > HEADER_BYTES
    ? decoded(source.subarray(HEADER_BYTES, length), length - HEADER_BYTES)
    : undefined;
}

export const taskCodec: Codec<TaskRecord> = registerCodec<TaskRecord>({
  name: 'weft-pool-task',
  encode: ({ slot, stamp, target, call, args }) => withHeader(args, slot, stamp, target, call),
  decode: (source, length) => ({
    slot: word(source, 0),
    stamp: word(source, 1),
    target: word(source, 2),
    call: word(source, 3),
    args: payloadOf(source, length),
  }),
});

/** Slot and worker, and stamp and answer, share a word each. */
const SLOT_MASK = 2 ** SLOT_BITS - 1;
const STAMP_BITS = 16;
const STAMP_MASK = 2 ** STAMP_BITS - 1;

export const answerCodec: Codec<AnswerRecord> = registerCodec<AnswerRecord>({
  name: 'weft-pool-answer',
  encode: ({ slot, stamp, answer, worker, began, ran, value }) =>
    withHeader(value, slot | (worker << SLOT_BITS), stamp | (answer << STAMP_BITS), began, ran),
  decode: (source, length) => {
    const place = word(source, 0);
    const what = word(source, 1);
    return {
      slot: place & SLOT_MASK,
      worker: place >>> SLOT_BITS,
      stamp: what & STAMP_MASK,
      answer: what >>> STAMP_BITS,
      began: word(source, 2) >>> 0,
      ran: word(source, 3) >>> 0,
      value: payloadOf(source, length),
    };
  },
});
