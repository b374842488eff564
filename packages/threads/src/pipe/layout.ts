/** Every offset and bit of a pipe in shared memory. Offsets count 32-bit words from the object's state. */

/** Numbers of the kinds of object, beside those of the packages below. */
export const KIND = { Pipe: 96, Connection: 97 } as const;

/**
 * A pipe: two ends, and for each direction a ring of words. Words that different threads write lie 32 words apart, so
 * that they never share a cache line, nor the one that is fetched along with it.
 */
export const PIPE = {
  /** Words of a ring, a power of two, and where the first ring begins. */
  RING_WORDS: 0,
  MEMORY_AT: 1,
  /** How many directions there are: with one, end 0 only receives and end 1 only sends. */
  DIRECTIONS: 2,
  /** The two ends, `END` words each. */
  ENDS: 32,
  /** What end 1 sends, then what end 0 sends: `DIRECTION` words each. */
  STREAMS: 128,
} as const;

/**
 * An end and the threads that hold it.
 *
 * | a holder's word      | meaning                                                                             |
 * |----------------------|-------------------------------------------------------------------------------------|
 * | 0                    | nobody                                                                              |
 * | token                | that thread uses the end                                                            |
 * | token, KEPT          | it keeps the end for somebody who will take it: whoever attaches it by a handle     |
 * | token, SENT          | it uses the end and has sent it; should it close it before it is taken, it keeps it |
 * | token, KEPT, SENT    | both: closing leaves it kept                                                        |
 *
 * An end is closed for good as soon as no living thread holds it.
 */
export const END = {
  STATE: 0,
  STATE_OPEN: 0,
  STATE_CLOSED: 1,
  HOLDERS: 1,
  HOLDER_COUNT: 47,
  SIZE: 48,
  KEPT: 0x10000000,
  SENT: 0x20000000,
} as const;

/** One direction. Positions count words modulo 2^32. */
export const STREAM = {
  /** Monitor over what follows it, `MUTEX.SIZE` words of atomics. */
  WRITE_MONITOR: 0,
  /** Token of the thread that has sent part of a message, 0 between messages. */
  WRITER: 3,
  /** How far it is written; the store that makes a chunk be there. */
  TAIL: 4,
  READ_MONITOR: 32,
  /** Token of the thread that has received part of a message, 0 between messages. */
  READER: 35,
  /** How far it is read. */
  HEAD: 36,
  /** Receivers park here. */
  DATA: 64,
  /** Senders park here. */
  ROOM: 96,
  SIZE: 128,
} as const;

/**
 * A chunk: its header, for the first one of a message the size of the whole message in bytes, and then its bytes,
 * padded to whole words. A first chunk where another one was due means that the message before will never be whole.
 */
export const CHUNK = {
  BYTES: 0x0fffffff,
  LAST: 0x20000000,
  FIRST: 0x40000000,
  HEADER: 1,
  SIZE_OF_MESSAGE: 1,
} as const;

/** A connection in a region: which end of which pipe. Outside of regions the handle tells. */
export const CONNECTION = {
  /** Word of the pipe's block. */
  PIPE_AT: 0,
  END: 1,
  SIZE: 2,
} as const;

/**
 * A word that threads park on until something changes.
 *
 * | bits       | meaning                                                                     |
 * |------------|-----------------------------------------------------------------------------|
 * | GENERATION | goes up each time it rings, so that nobody parks on what has passed         |
 * | WATCHED    | a selecting thread wants the bell of its region at the next ring            |
 * | WAITERS    | somebody is, or is about to be, parked                                      |
 */
export const CHIME = {
  GENERATION: 0x07ffffff,
  WATCHED: 0x08000000,
  WAITERS: 0x40000000,
} as const;
