import { ArgumentError, CorruptRegionError } from '@weft/atomics';
import type { ObjectOptions } from '@weft/atomics/kit';
import {
  Block,
  checkInteger,
  checkOptions,
  place,
  registerKind,
  shown,
  WaitingObject,
} from '@weft/atomics/kit';
import { type Schema, type StructCodec, type StructOf, structOfName } from '../codecs/struct.js';
import { KIND, SPSC } from '../layout.js';
import { BytesConsumer, BytesProducer } from './bytes-ends.js';
import type { Consumer, EndParts, Producer, Waiting } from './ends.js';
import { type NumberArray, NumberConsumer, NumberProducer } from './number-ends.js';
import { StructConsumer, StructProducer } from './struct-ends.js';

/** What a ring holds. */
export type RingType = 'int32' | 'uint32' | 'float64' | 'bytes' | StructCodec<Schema>;

/** The producer of a ring of that type. */
export type ProducerOf<T extends RingType> = T extends 'bytes'
  ? BytesProducer
  : T extends StructCodec<infer S>
    ? StructProducer<S>
    : NumberProducer;

/** The consumer of a ring of that type. */
export type ConsumerOf<T extends RingType> = T extends 'bytes'
  ? BytesConsumer
  : T extends StructCodec<infer S>
    ? StructConsumer<S>
    : NumberConsumer;

/** How a ring is made. */
export interface RingOptions extends ObjectOptions {
  /**
   * Items (for bytes: words of 4 bytes) after which an end makes visible what it did, without being asked: 1 at every
   * item, default 64. However large, nothing stays invisible to an end that waits (see README).
   */
  readonly batch?: number | undefined;
}

const DEFAULT_BATCH = 64;
const MOST_BYTES = 2 ** 30;

const NUMBER_ARRAYS = { int32: Int32Array, uint32: Uint32Array, float64: Float64Array } as const;

/**
 * A ring for exactly one producer and one consumer, in two threads or processes: nothing is locked, no step of one
 * waits for the other, and an item costs a few nanoseconds.
 *
 * Each end belongs to the thread that called `producer()` or `consumer()` until it calls `close()` there or dies;
 * then another may take it, and goes on where the first one stopped. A producer that dies loses what it had not
 * pushed; a consumer that dies what it had popped.
 *
 * @example
 * const ring = new SpscRing('int32', 1024);
 * const producer = ring.producer();
 * producer.push(5);
 * producer.flush();
 * ring.consumer().pop(); // 5
 */
export class SpscRing<T extends RingType = RingType> extends WaitingObject {
  /** Private, so that an instance which is posted as it is has a handle and nothing else. */
  readonly #type: T;
  readonly #block: Block;
  readonly #parts: EndParts;
  #producer: Producer<never> | undefined;
  #consumer: Consumer<unknown> | undefined;

  /**
   * @param type what it holds
   * @param capacity items, for bytes: bytes; rounded up to a power of two
   */
  constructor(type: T | Block, capacity: number = 0, options: RingOptions = {}) {
    const block = type instanceof Block ? type : placeRing(type, capacity, options);
    super(block);
    this.#block = block;
    this.#type = storedType(block) as T;
    const batch = checkInteger('batch', options.batch ?? DEFAULT_BATCH, 1, 2 ** 30);
    const units = checkedCapacity(block, this.#type);
    this.#parts = {
      block,
      capacity: units,
      waiting: this.#waiting(),
      batch: Math.min(batch, Math.ceil(units / 4)),
    };
  }

  /**
   * This thread's producer.
   *
   * @throws RingEndTakenError while another living thread has it
   */
  producer(): ProducerOf<T> {
    if (this.#producer === undefined || this.#producer.closed) this.#producer = this.#makeProducer();
    return this.#producer as unknown as ProducerOf<T>;
  }

  /**
   * This thread's consumer.
   *
   * @throws RingEndTakenError while another living thread has it
   */
  consumer(): ConsumerOf<T> {
    if (this.#consumer === undefined || this.#consumer.closed) this.#consumer = this.#makeConsumer();
    return this.#consumer as unknown as ConsumerOf<T>;
  }

  /** What it holds. */
  get type(): T {
    return this.#type;
  }

  /** Items (for bytes: bytes) that the ring has room for. */
  get capacity(): number {
    return this.type === 'bytes' ? this.#parts.capacity * 4 : this.#parts.capacity;
  }

  describe(): Record<string, unknown> {
    const { words, state } = this.#block;
    const used = (Atomics.load(words, state + SPSC.TAIL) - Atomics.load(words, state + SPSC.HEAD)) >>> 0;
    return {
      type: typeOf(this.type),
      used,
      capacity: this.#parts.capacity,
      ...(Atomics.load(words, state + SPSC.PRODUCER) !== 0 && { producer: true }),
      ...(Atomics.load(words, state + SPSC.CONSUMER) !== 0 && { consumer: true }),
    };
  }

  #makeProducer(): Producer<never> {
    const { type } = this;
    if (type === 'bytes') return new BytesProducer(this.#parts, this.#memory(1));
    if (typeof type === 'string') return new NumberProducer(this.#parts, this.#numbers(type));
    return new StructProducer(this.#parts, this.#records(type)) as Producer<StructOf<Schema>>;
  }

  #makeConsumer(): Consumer<unknown> {
    const { type } = this;
    if (type === 'bytes') return new BytesConsumer(this.#parts, this.#memory(1));
    if (typeof type === 'string') return new NumberConsumer(this.#parts, this.#numbers(type));
    return new StructConsumer(this.#parts, this.#records(type));
  }

  #memory(unitWords: number): Int32Array {
    const { words, state } = this.#block;
    const at = state + Atomics.load(words, state + SPSC.MEMORY_AT);
    return words.subarray(at, at + this.#parts.capacity * unitWords);
  }

  #numbers(type: keyof typeof NUMBER_ARRAYS): NumberArray {
    const memory = this.#memory(unitWords(type));
    return new NUMBER_ARRAYS[type](memory.buffer as ArrayBuffer, memory.byteOffset, this.#parts.capacity);
  }

  #records<S extends Schema>(codec: StructCodec<S>) {
    const size = unitWords(codec);
    return { words: this.#memory(size), codec, size };
  }

  #waiting(): Waiting {
    return {
      runSync: (operation, options) => this.runSync(operation, options),
      runAsync: (operation, options, lane) => this.runAsync(operation, options, lane),
    };
  }
}

/** Words of a unit: an item, or a word of an item of bytes. */
function unitWords(type: RingType): number {
  if (typeof type !== 'string') return Math.ceil(type.bytes / 4);
  return type === 'float64' ? 2 : 1;
}

function typeOf(type: RingType): string {
  return typeof type === 'string' ? type : type.name;
}

function placeRing(type: RingType, capacity: number, options: RingOptions): Block {
  checkOptions('options of the ring', options);
  const name = checkType(type);
  const size = unitWords(type);
  const items = checkInteger('capacity', capacity, 1, MOST_BYTES / (type === 'bytes' ? 1 : size * 4));
  const least = type === 'bytes' ? Math.max(2, Math.ceil(items / 4)) : items;
  const units = 2 ** Math.ceil(Math.log2(least));
  const encoded = new TextEncoder().encode(name);
  const at = SPSC.TYPE + Math.ceil(encoded.length / 8) * 2;
  const block = place(RING_KIND, options, at + units * size, (words, state) => {
    Atomics.store(words, state + SPSC.CAPACITY, units);
    Atomics.store(words, state + SPSC.MEMORY_AT, at);
    Atomics.store(words, state + SPSC.UNIT_WORDS, size);
    Atomics.store(words, state + SPSC.TYPE_BYTES, encoded.length);
    new Uint8Array(words.buffer, words.byteOffset + (state + SPSC.TYPE) * 4, encoded.length).set(encoded);
  });
  const stored = typeOf(storedType(block));
  if (stored === name) return block;
  throw new ArgumentError(`${block.label} holds ${stored}, not ${name}`);
}

function checkType(type: RingType): string {
  if (type === 'bytes' || (typeof type === 'string' && Object.hasOwn(NUMBER_ARRAYS, type))) return type;
  if (typeof type === 'object' && typeof type?.makeView === 'function') return type.name;
  throw new ArgumentError(
    `type must be 'int32', 'uint32', 'float64', 'bytes' or a struct, got ${shown(type)}`,
  );
}

function storedType(block: Block): RingType {
  const { words, state, stateWords, label } = block;
  const length = Atomics.load(words, state + SPSC.TYPE_BYTES);
  if (length >= 1 && SPSC.TYPE * 4 + length <= stateWords * 4) {
    const bytes = new Uint8Array(words.buffer, words.byteOffset + (state + SPSC.TYPE) * 4, length);
    const name = new TextDecoder().decode(bytes.slice());
    if (name === 'bytes' || Object.hasOwn(NUMBER_ARRAYS, name)) return name as RingType;
    const codec = structOfName(name);
    if (codec !== undefined) return codec;
  }
  throw new CorruptRegionError(`the type of ${label} is none: it was overwritten`);
}

function checkedCapacity({ words, state, stateWords, label }: Block, type: RingType): number {
  const units = Atomics.load(words, state + SPSC.CAPACITY);
  const at = Atomics.load(words, state + SPSC.MEMORY_AT);
  const size = Atomics.load(words, state + SPSC.UNIT_WORDS);
  const sound =
    units >= 1 &&
    (units & (units - 1)) === 0 &&
    at >= SPSC.TYPE &&
    at % 2 === 0 &&
    size === unitWords(type) &&
    at + units * size <= stateWords;
  if (sound) return units;
  throw new CorruptRegionError(`the sizes of ${label} are not possible: it was overwritten`);
}

const RING_KIND = registerKind({
  number: KIND.SpscRing,
  name: 'SpscRing',
  words: SPSC.TYPE + 4,
  attach: (block) => new SpscRing(block as never),
});
