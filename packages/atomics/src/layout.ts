/**
 * Every offset and bit of shared memory, in one place. Offsets count 32-bit words unless they say bytes.
 * Changing anything here needs a new `LAYOUT_VERSION`: memory of another version is refused, never guessed at.
 */

export const LAYOUT_VERSION = 1;

/**
 * A **token** names one participant (a thread that has the memory open) inside lock words. It is
 * `generation * capacity + slot`, with a generation of 1 or more, so it is never 0, leads straight to its slot in
 * the participant table, and differs from the tokens of everyone who had that slot before.
 */
export const TOKEN_MASK = 0x07ffffff;

/** Header of a region, at word 0 of its memory. */
export const REGION = {
  /** `REGION_MAGIC`, written last when a region is made. */
  MAGIC: 0,
  VERSION: 1,
  /** Size of the whole memory in words: a truncated or foreign mapping does not match. */
  WORDS: 2,
  /** Random, to recognise one region through several handles. */
  ID_HIGH: 3,
  ID_LOW: 4,
  /** First word and number of slots of the participant table. */
  PARTICIPANTS: 5,
  CAPACITY: 6,
  /** First word of the heap; it ends where the memory ends. */
  HEAP: 7,
  /** First named object (word of its block), 0 for none. Changed under the monitor. */
  DIRECTORY: 8,
  /** The block where the next search for free memory begins. */
  ROVER: 9,
  /** Counts the changes that selecting threads may care about; they park on it. */
  BELL: 10,
  /** Of regions of processes: the name space that their process numbers belong to; 0 where there is only one. */
  PID_SPACE: 11,
  /** Mutex over allocator and directory, `MUTEX.SIZE` words. */
  MONITOR: 12,
  SIZE: 16,
} as const;

/** "WEFT" read as a big-endian word; a machine of the other endianness reads something else and refuses. */
export const REGION_MAGIC = 0x57454654;

/** One slot of the participant table. */
export const SLOT = {
  /**
   * `STATUS.*`; while ALIVE with the token above it, so that a late death notice for an earlier thread misses the next
   * one. Claimed by compare-exchange; from then on only its thread writes the slot, until it is dead.
   */
  STATUS: 0,
  TOKEN: 1,
  GENERATION: 2,
  /** Random number of the thread, the same in every table that it joins. */
  IDENTITY_HIGH: 3,
  IDENTITY_LOW: 4,
  PID: 5,
  /** Thread number of the operating system, 0 where the runtime cannot tell, `HOLDS_WEB_LOCK` in a browser. */
  OS_THREAD: 6,
  /** When that thread started (clock ticks since boot): tells a recycled thread number from the old one. */
  STARTED_HIGH: 7,
  STARTED_LOW: 8,
  /** The runtime's own thread number and that of the nearest ancestor known to Weft; -1 for none. */
  THREAD_ID: 9,
  PARENT_ID: 10,
  /** Odd while the thread is blocked and says on whom; goes up by one at either end of such a wait. */
  WAIT_SEQUENCE: 11,
  /** Goes up each time the blocked thread saw again that the same owner still has what it waits for. */
  WAIT_CONFIRMED: 12,
  WAIT_OWNER_HIGH: 13,
  WAIT_OWNER_LOW: 14,
  /** When the wait began, wall clock milliseconds modulo 2^31: the last to come is the one that is told. */
  WAIT_SINCE: 15,
  /** What it waits for, UTF-8, zero-padded. */
  WAIT_LABEL: 16,
  WAIT_LABEL_WORDS: 8,
  /** Name of the thread, UTF-8, zero-padded. */
  NAME: 24,
  NAME_WORDS: 8,
  SIZE: 32,
} as const;

/** Values of `SLOT.STATUS` in the bits of MASK; the token begins at bit SHIFT. */
export const STATUS = { FREE: 0, JOINING: 1, ALIVE: 2, DEAD: 3, MASK: 3, SHIFT: 2 } as const;

/** Header of a block: an object or a piece of raw memory, in a region's heap or alone in a private buffer. */
export const BLOCK = {
  /** `size in words << 1 | used`. The heap is a chain of blocks, so one store splits, joins, takes or frees. */
  SIZE_USED: 0,
  /** `OBJECT_MAGIC | kind`; `RAW_MAGIC ^ block` for raw memory in use. */
  KIND: 1,
  /** Where the name stands, behind the state words: `words from the block's start << 8 | bytes`; 0 for none. */
  NAME: 2,
  /** The next block in the directory of named objects, 0 for the last. */
  NEXT_NAMED: 3,
  HEADER: 4,
} as const;

/** Blocks start at multiples of this many words, so 64-bit cells are aligned. */
export const BLOCK_ALIGN = 2;

/** `'W' << 24 | LAYOUT_VERSION << 8`. */
export const OBJECT_MAGIC = 0x57000100;
export const OBJECT_KIND_MASK = 0xff;

/** Mixed with its own place, so that what lies inside a piece of raw memory is not taken for a block. */
export const RAW_MAGIC = 0x52a37b1d;

/** Numbers of the kinds of object. Other packages take theirs from 64 up. */
export const KIND = {
  Lock: 1,
  RLock: 2,
  RWLock: 3,
  Semaphore: 4,
  BoundedSemaphore: 5,
  Event: 6,
  Condition: 7,
  Barrier: 8,
  Latch: 9,
  AtomicInt32: 10,
  AtomicUint32: 11,
  AtomicInt64: 12,
  AtomicFloat64: 13,
  AtomicBool: 14,
} as const;

/**
 * A mutex.
 *
 * | WORD                         | meaning                                                              |
 * |------------------------------|----------------------------------------------------------------------|
 * | 0                            | free                                                                 |
 * | token                        | held                                                                 |
 * | token, WAITERS               | held; the releaser must notify                                       |
 * | token, WAITERS, FAIR         | held during a fair round; the releaser hands on                      |
 * | WAITERS, FAIR                | free, but only for a thread that has already waited                  |
 * | WAITERS                      | free; a fair round has ended here                                    |
 * | token, ABANDONED             | that participant died holding it; acquire throws until `recover()`   |
 *
 * WAITERS is set by a waiter before it parks and cleared by the releaser that notifies; a woken waiter sets it
 * again when it takes the mutex, since others may still be parked. FAIR is set by the waiter in FAIR_SETTER when it
 * was woken and overtaken, at most once in `FAIR_EVERY_MS` (FAIR_AT: when the last round began or
 * handed on), and cleared when that waiter takes the mutex
 * or leaves.
 */
export const MUTEX = {
  WORD: 0,
  FAIR_SETTER: 1,
  FAIR_AT: 2,
  SIZE: 3,
  ABANDONED: 0x10000000,
  FAIR: 0x20000000,
  WAITERS: 0x40000000,
} as const;

/** A re-entrant lock: a mutex, and two words that only its owner writes. */
export const RLOCK = {
  MUTEX: 0,
  /** How many times the owner has acquired it beyond the first. */
  DEPTH: 3,
  /** The owner's async context, 0 for the thread itself. */
  CONTEXT: 4,
  SIZE: 5,
} as const;

/**
 * A read-write lock: a mutex that a writer holds while it waits for readers and while it writes, and one pair of
 * words for each reading thread. A reader's pair is written by that reader alone; writers free those of the dead.
 */
export const RWLOCK = {
  MUTEX: 0,
  /** What the owner of the mutex is doing: nothing yet, waiting for readers to leave, or writing. */
  MODE: 3,
  MODE_ENTERING: 0,
  MODE_DRAINING: 1,
  MODE_WRITING: 2,
  /** Goes up when a reader leaves while a writer drains; the writer parks on it. */
  DRAIN: 4,
  /** Number of reader pairs. */
  CAPACITY: 5,
  READERS: 6,
  READER_TOKEN: 0,
  READER_COUNT: 1,
  READER_SIZE: 2,
} as const;

/**
 * A semaphore: permits in the low bits of WORD, and flags. WAITERS, FAIR, FAIR_SETTER and FAIR_AT work as in a
 * mutex. BULK says that a parked waiter wants more than one permit, so every waiter must look at each release.
 * WATCHED says that a selecting thread wants the bell when permits appear.
 */
export const SEMAPHORE = {
  WORD: 0,
  FAIR_SETTER: 1,
  FAIR_AT: 2,
  BOUND: 3,
  SIZE: 4,
  PERMITS: 0x07ffffff,
  WATCHED: 0x08000000,
  BULK: 0x10000000,
  FAIR: 0x20000000,
  WAITERS: 0x40000000,
} as const;

/**
 * An event: one word. The generation goes up at each change from unset to set, so that a waiter which is slow to
 * wake knows that it was released although the event has been cleared since.
 */
export const EVENT = {
  WORD: 0,
  SIZE: 1,
  SET: 1,
  WAITERS: 2,
  WATCHED: 4,
  GENERATION: 8,
} as const;

/** A latch: the count in the low bits of one word, and the flags of an event. */
export const LATCH = {
  WORD: 0,
  SIZE: 1,
  COUNT: 0x0fffffff,
  WATCHED: 0x10000000,
  WAITERS: 0x20000000,
} as const;

/**
 * A table of waiters: for each a pair of words of its own to park on. STATE is 0 while the place is free, else the
 * waiter's token and a phase. Places are taken under the mutex that the table belongs to; a wait is ended by
 * compare-exchange, by whoever may; the place is freed by its waiter.
 */
export const WAITER = {
  STATE: 0,
  /** Position in the order of arrival; goes around. */
  TICKET: 1,
  SIZE: 2,
  PHASE: 0x30000000,
  WAITING: 0x10000000,
  RELEASED: 0x20000000,
  BROKEN: 0x30000000,
  /** Woken to do something on behalf of all. */
  ACTING: 0,
} as const;

/** A condition variable: its lock, if that is an object of the same region (0: the handle tells), and its waiters. */
export const CONDITION = {
  LOCK_AT: 0,
  NEXT_TICKET: 1,
  CAPACITY: 2,
  WAITERS: 3,
} as const;

/** A barrier: a mutex over the rest. */
export const BARRIER = {
  MUTEX: 0,
  PARTIES: 3,
  /** How many have arrived and wait for the others. */
  ARRIVED: 4,
  /** Open for arrivals; all are there and one runs the action; broken until reset. Newcomers park on it. */
  PHASE: 5,
  PHASE_FILLING: 0,
  PHASE_ACTION: 1,
  PHASE_BROKEN: 2,
  WAITERS: 6,
  /** Places for waiters beyond twice the parties: those of earlier rounds who are slow to leave. */
  SPARE_WAITERS: 64,
} as const;

/** Atomic cells: the value, and for the 32-bit ones a word that says whether somebody is parked on it. */
export const CELL = {
  VALUE: 0,
  SIZE_32: 1,
  SIZE_64: 2,
} as const;

/** A waiter that was overtaken may call a fair round so long after the lock was last handed on in one. */
export const FAIR_EVERY_MS = 4;

/** A lock that was handed on in a fair round and not taken for so long is anybody's. */
export const FAIR_FOR_MS = 10;
