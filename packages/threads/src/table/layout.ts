/** Layout of the table of threads: where everything stands, in 32-bit words. */

/** 'WTHR'. */
export const TABLE_MAGIC = 0x57544852;
export const TABLE_VERSION = 1;

export const TABLE = {
  MAGIC: 0,
  VERSION: 1,
  /** The identity that the next thread gets. */
  NEXT_IDENT: 2,
  /** The number of the next `Thread-N`. */
  NEXT_NUMBER: 3,
  /** The identity of the main thread. */
  MAIN: 4,
  SLOTS: 8,
} as const;

/** Threads that can live at once. */
export const CAPACITY = 1024;

/**
 * One thread. A slot is FREE → CLAIMED → `ident` by whoever starts the thread, and back to FREE by whoever learns of its end
 * first: the thread itself in its last moment, or the thread that started it. As identities are never used twice, a slot
 * that does not hold an identity any more tells that its thread is gone, and that is the word that joiners wait on.
 */
export const SLOT = {
  /** FREE, CLAIMED, or the identity of the living thread. */
  LIFE: 0,
  /** Identity of the thread that started it: it does not outlive that one. 0 for none. */
  STARTER: 1,
  /** The runtime's number of the worker. */
  THREAD_ID: 2,
  FLAGS: 3,
  /** The system's number of the thread, 0 where it does not tell, and when it started: numbers are used again. */
  OS_THREAD: 4,
  STARTED_HIGH: 5,
  STARTED_LOW: 6,
  /** Odd while the name is being written. */
  NAME_SEQUENCE: 7,
  NAME_BYTES: 8,
  NAME: 9,
  NAME_WORDS: 64,
  SIZE: 73,
} as const;

export const LIFE = { FREE: 0, CLAIMED: -1 } as const;

export const FLAG = { DAEMON: 1 } as const;
