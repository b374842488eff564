/**
 * Every offset and bit of this package's objects, in one place. Offsets count 32-bit words from the object's state.
 * Changing anything here needs a new `LAYOUT_VERSION` in `@weft/atomics`.
 */

/** Numbers of the kinds of object, beside those of `@weft/atomics`. */
export const KIND = { Queue: 64, LifoQueue: 65, PriorityQueue: 66, SpscRing: 67 } as const;

/**
 * A signal: the word that waiters of one kind (those who want to put, to get, to join) park on.
 *
 * | bits       | meaning                                                                              |
 * |------------|--------------------------------------------------------------------------------------|
 * | GENERATION | goes up each time somebody is woken, so that nobody parks on what has passed          |
 * | WATCHED    | a selecting thread wants the bell at the next wake-up                                |
 * | FAIR       | a fair round is on: newcomers wait behind those in line (`FairTurn` of atomics)      |
 * | WAITERS    | somebody is, or is about to be, parked                                               |
 *
 * WAITERS and FAIR are where `MUTEX` of atomics has them, and so are the two words behind, as fair rounds want it.
 */
export const SIGNAL = {
  WORD: 0,
  FAIR_SETTER: 1,
  FAIR_AT: 2,
  SIZE: 3,
  GENERATION: 0x07ffffff,
  WATCHED: 0x08000000,
  FAIR: 0x20000000,
  WAITERS: 0x40000000,
} as const;

/**
 * What all queues begin with. Words that different threads write lie 32 words apart, so that they never share a cache
 * line, nor the one that is fetched along with it.
 *
 * A **commit word** counts items in its upper 31 bits (modulo 2^31) and says in its lowest bit which one of two
 * position words is the right one. The other one is scratch: whoever commits writes the new position there first.
 */
export const QUEUE = {
  /** How many items it holds at most, 0 for no limit but its memory. */
  MAXSIZE: 0,
  /** Words of its ring or heap of cells, behind everything else, from word MEMORY_AT on. */
  MEMORY_WORDS: 1,
  MEMORY_AT: 2,
  /** Name of the codec: UTF-8, so many bytes from CODEC on. */
  CODEC_BYTES: 3,
  /** `STATE_*`. Changed under the putters' mutex. */
  STATE: 4,
  STATE_OPEN: 0,
  STATE_SHUT: 1,
  /** Shut down at once: what was not taken has been handed back. */
  STATE_SHUT_NOW: 2,
  /** How many items were told to be done, as the upper bits of a commit word. Changed by compare-exchange. */
  DONE: 5,
  /** Joiners park here. */
  JOINERS: 6,
  /** Those who put: their mutex, and what is only changed by its owner. */
  PUT: 32,
  /** Those who get. */
  GET: 64,
  /** Getters park here; putters look at it with every item. */
  GETTERS: 96,
  /** Putters park here; getters look at it with every item. */
  PUTTERS: 128,
  CODEC: 160,
} as const;

/** One end of a queue, from `QUEUE.PUT` or `QUEUE.GET` on. */
export const END = {
  MUTEX: 0,
  /** Commit word: items put, or taken, so far; the only word whose change makes it so. */
  COMMIT: 3,
  /** Two positions in the ring, in words modulo 2^32: the end's own, and scratch. */
  POSITION: 4,
  /** What the owners of this end last saw of the other end: its commit word and its position. */
  OTHER_COMMIT: 6,
  OTHER_POSITION: 7,
  SIZE: 8,
} as const;

/** In front of an item in a ring: its length in bytes. The two upper bits are 0; anything else is refused. */
export const ITEM = {
  LENGTH: 0x3fffffff,
  HEADER: 1,
} as const;

/**
 * What a queue of cells has where others have `QUEUE.PUT`: a monitor over all of it, and what only its owner changes. All but the
 * sequence can be made again from the cells.
 */
export const POOL = {
  MONITOR: 32,
  /** Items in it. */
  SIZE: 35,
  /** First cell of the free list, as its number plus 1. */
  FREE: 36,
  /** How many cells are part of items. */
  USED: 37,
  /** How many cells were ever used: those behind are not in the free list, and their memory is not touched yet. */
  TOUCHED: 38,
  /** Items put so far, in two words. */
  SEQUENCE_LOW: 39,
  SEQUENCE_HIGH: 40,
} as const;

/** A cell of such a queue. An item is a chain of cells; behind all cells stands one word for each: the order. */
export const CELL = {
  /** `ITEM` in the first cell of an item: this word makes it one. 0 in all others. */
  STATE: 0,
  STATE_ITEM: 1,
  /** The next cell of the item or of the free list, as its number plus 1; 0 for none. */
  NEXT: 1,
  /** In other cells than the first of an item its bytes go on here. */
  MORE: 2,
  BYTES: 2,
  SEQUENCE_LOW: 3,
  SEQUENCE_HIGH: 4,
  /** The item; the priority first, if there is one. */
  CONTENT: 5,
  SIZE: 16,
} as const;

/**
 * A ring for one producer and one consumer. Positions count its units (items of one size, or words) modulo 2^32.
 *
 * TAIL and HEAD are what each end has published. PUSHED and POPPED run ahead of them: each end writes them plainly
 * with every item, for whoever waits on the other side for longer than a moment (see `spsc/ring-end.ts`).
 */
export const SPSC = {
  /** Units in the ring, a power of two. */
  CAPACITY: 0,
  /** Where they are, and words of a unit. */
  MEMORY_AT: 1,
  UNIT_WORDS: 2,
  /** Name of the type: UTF-8, so many bytes from TYPE on. */
  TYPE_BYTES: 3,
  TAIL: 32,
  /** Token of the producer, 0 while there is none. */
  PRODUCER: 33,
  PUSHED: 64,
  HEAD: 96,
  CONSUMER: 97,
  POPPED: 128,
  /** The consumer parks here for items; the producer looks at it with every item. */
  ITEMS: 160,
  /** The producer parks here for room. */
  ROOM: 192,
  TYPE: 224,
  /** In place of the length of an item of bytes: nothing more comes before the end of the ring. */
  SKIP: -1,
} as const;
