/**
 * Every offset and bit of what this package keeps in regions, in one place. Offsets count 32-bit words unless they say
 * otherwise. Changing anything here needs a new `LAYOUT_VERSION` in `@weft/atomics`.
 */

/** Numbers of the kinds of object, beside those of the other packages. */
export const KIND = {
  Heap: 112,
  Extent: 113,
  List: 114,
  Dict: 115,
  Set: 116,
  Namespace: 117,
  Value: 118,
  Array: 119,
  Lock: 120,
  RLock: 121,
  Semaphore: 122,
  BoundedSemaphore: 123,
  Event: 124,
  Condition: 125,
  Barrier: 126,
  Queue: 127,
  LifoQueue: 128,
  PriorityQueue: 129,
} as const;

/**
 * A **reference** names a block of the heap: the number of its extent (1 to 1023) above SHIFT, below it the granule of
 * 8 bytes at which the block begins. 0 is no block.
 */
export const REF = { SHIFT: 22, GRANULE: 0x3fffff, GRANULE_WORDS: 2 } as const;

/**
 * A block: a header, then what its owner keeps in it.
 *
 * SIZE is `granules << 6 | kind << 2 | PREVIOUS_FREE | FREE`. While the block is free NEXT and PREVIOUS chain it to others
 * of its class, and its last word repeats its size, so that the block behind finds its beginning. While it is in use LINK
 * chains it in the limbo of its owner, if it is there.
 */
export const BLOCK = {
  SIZE: 0,
  LINK: 1,
  NEXT: 1,
  HEADER: 2,
  PREVIOUS: 2,
  SIZE_SHIFT: 6,
  KIND_SHIFT: 2,
  KIND_MASK: 15,
  FREE: 1,
  PREVIOUS_FREE: 2,
  FLAGS: 3,
  /** The smallest block in granules: SIZE, NEXT, PREVIOUS and the last word. */
  LEAST: 2,
} as const;

/** What a block in use is. */
export const BLOCK_KIND = {
  /** Nobody's: the first and the last granule of each extent, which have no neighbours. */
  FENCE: 0,
  /** The bytes of a value: their number, then they. */
  BYTES: 1,
  /** References of tiles. */
  DIRECTORY: 2,
  /** Elements of a list, or heads of the chains of a table. */
  TILE: 3,
  /** An entry of a table. */
  ENTRY: 4,
} as const;

/** First content word of a block of bytes: how many. */
export const BYTES = { LENGTH: 0, CONTENT: 1 } as const;

/** A journal: how many entries are in it, then they. It is empty when that number is 0. */
export const JOURNAL = {
  COUNT: 0,
  ENTRIES: 1,
  /** Of an entry: in which memory (0: the region, else the extent of that number), at which word, and what stood there. */
  SPACE: 0,
  WORD: 1,
  BEFORE: 2,
  ENTRY_SIZE: 3,
} as const;

/** Size classes of the heap: see `memory/size-classes.ts`. */
export const CLASSES = { GROUPS: 19, PER_GROUP: 16, COUNT: 304 } as const;

/** The most extents: a reference has room for no more, and 0 is the region itself. */
export const MOST_EXTENTS = 1023;

/** The state of a heap. */
export const HEAP = {
  MONITOR: 0,
  EXTENTS: 3,
  /** Which groups have free blocks, and in each group which classes. */
  GROUP_BITS: 4,
  CLASS_BITS: 5,
  /** The first free block of each class. */
  HEADS: 24,
  JOURNAL: 328,
  JOURNAL_ENTRIES: 64,
  /** For each extent, which region it lies in, and where. */
  TABLE: 522,
  EXTENT_SEGMENT: 0,
  EXTENT_START: 1,
  EXTENT_WORDS: 2,
  EXTENT_SIZE: 3,
  SIZE: 3591,
} as const;

/**
 * What all containers begin with.
 *
 * VERSION moves with every change, and is odd while one is under way: whoever reads without the mutex compares it before
 * and after. LIMBO chains blocks that belong to the container although nothing in it leads to them: new ones that are not
 * in it yet, and old ones that are not given back yet.
 */
export const CONTAINER = {
  MUTEX: 0,
  VERSION: 3,
  LIMBO: 4,
  /** Word of the heap's block in the region. */
  HEAP_AT: 5,
  /** Whether what it was made with is in it. */
  FILLED: 6,
  JOURNAL: 7,
  JOURNAL_ENTRIES: 32,
  /** What the kinds add: behind the journal. */
  OWN: 104,
} as const;

/** A row of elements in tiles, as part of a container; offsets from where it begins there. */
export const TILES = {
  DIRECTORY: 0,
  /** How many tiles there are. */
  COUNT: 1,
  /** How many elements they have room for. */
  CAPACITY: 2,
  SIZE: 3,
  /** Words of a whole tile. Only the first one may be smaller, while it is the only one. */
  TILE_WORDS: 2048,
  LEAST_WORDS: 16,
  LEAST_DIRECTORY: 8,
} as const;

/** A list, from `CONTAINER.OWN` on: its length, and slots in tiles. */
export const LIST = {
  LENGTH: 104,
  TILES: 105,
  SIZE: 108,
} as const;

/** One value, from `CONTAINER.OWN` on: a slot. */
export const VALUE = { SLOT: 104, SIZE: 106 } as const;

/** Numbers of one type, from `CONTAINER.OWN` on: that type, how many, and they, packed, in tiles of 8 bytes each. */
export const ARRAY = { TYPE: 104, LENGTH: 105, TILES: 106, SIZE: 110 } as const;

/** A hash table, from `CONTAINER.OWN` on: chains of entries, whose heads stand in tiles, and the order of insertion. */
export const TABLE = {
  COUNT: 104,
  /** How many chains there are. */
  CHAINS: 105,
  FIRST: 106,
  LAST: 107,
  /** Random, so that nobody can choose keys that fall into one chain. */
  SEED_LOW: 108,
  SEED_HIGH: 109,
  HEADS: 110,
  SIZE: 114,
} as const;

/** An entry of a table, from the content of its block on. */
export const ENTRY = {
  HASH: 0,
  /** The next entry of the same chain. */
  CHAIN: 1,
  PREVIOUS: 2,
  NEXT: 3,
  KEY: 4,
  VALUE: 6,
  SIZE: 8,
} as const;

/**
 * A slot: 64 bits that hold a number as such, or, as one of the NaN that no number is written as, something else. Its
 * upper half is then `TAGGED | tag << TAG_SHIFT | 15 bits`.
 */
export const SLOT = {
  SIZE: 2,
  TAGGED: -0x80000,
  TAG_SHIFT: 15,
  TAG_MASK: 15,
  EXTRA: 0x7fff,
  /** The upper half of the one NaN that numbers are written as. */
  NAN: 0x7ff80000,
} as const;

/** Tags of slots. What a slot of TEXT or VALUE holds lies in a block of bytes, whose reference is the lower half. */
export const TAG = {
  UNDEFINED: 1,
  NULL: 2,
  FALSE: 3,
  TRUE: 4,
  /** Up to 6 characters of ASCII: four and their number below, two above. */
  SHORT: 5,
  /** UTF-8. */
  TEXT: 6,
  /** What the `structured` codec makes of it. */
  VALUE: 7,
} as const;

/** A lock or queue of a manager: the word of the object of another package that does the work, and what comes on top. */
export const PRIMITIVE = {
  INNER_AT: 0,
  /** Of a lock: how often it was acquired, in two words, the upper one first. */
  FENCE: 1,
  /** Of a condition: the word of its lock, a primitive as well. */
  LOCK_AT: 3,
  SIZE: 4,
} as const;

/**
 * A semaphore. Its free permits are not written down: they are TOTAL less what the living hold. So taking some, and giving
 * some back, is one store, and what the dead had is free as soon as their holdings are struck out.
 */
export const SEMAPHORE = {
  MONITOR: 0,
  TOTAL: 3,
  /** Of a bounded one: the most permits there may be. */
  BOUND: 4,
  /** Waiters park here; it goes up whenever one of them may go on. */
  SIGNAL: 5,
  NEXT_TICKET: 6,
  /** Places for holders, and as many for waiters: how many there are, and up to which one they were ever used. */
  PLACES: 256,
  USED: 7,
  HOLDERS: 8,
  HOLDER_TOKEN: 0,
  HOLDER_COUNT: 1,
  HOLDER_SIZE: 2,
  WAITERS: 520,
  WAITER_TOKEN: 0,
  /** Position in the order of arrival; goes around. */
  WAITER_TICKET: 1,
  WAITER_SIZE: 2,
  SIZE: 1032,
} as const;
