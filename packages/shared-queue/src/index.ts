/** `@weft/shared-queue`: queues and rings in shared memory, between threads and between processes. */
export type { ShutDownOptions } from './base-queue.js';
export { bytes } from './codecs/bytes.js';
export { type Codec, type FixedCodec, registerCodec, type Scope } from './codecs/codec.js';
export { json } from './codecs/json.js';
export { float64, int32 } from './codecs/numbers.js';
export {
  type MovableView,
  type Schema,
  type StructCodec,
  type StructOf,
  type StructOptions,
  type StructView,
  struct,
} from './codecs/struct.js';
export { structured } from './codecs/structured/structured.js';
export { utf8 } from './codecs/utf8.js';
export {
  CodecError,
  ItemTooLargeError,
  QueueEmptyError,
  QueueFullError,
  RingEndTakenError,
  ShutDownError,
  TaskDoneError,
} from './errors.js';
export { LifoQueue } from './lifo-queue.js';
export { PriorityQueue } from './priority-queue.js';
export { Queue } from './queue.js';
export type { QueueOptions } from './queue-block.js';
export type { BytesConsumer, BytesProducer } from './spsc/bytes-ends.js';
export type { Consumer, Producer } from './spsc/ends.js';
export type { NumberConsumer, NumberProducer } from './spsc/number-ends.js';
export {
  type ConsumerOf,
  type ProducerOf,
  type RingOptions,
  type RingType,
  SpscRing,
} from './spsc/spsc-ring.js';
export type { StructConsumer, StructProducer } from './spsc/struct-ends.js';
