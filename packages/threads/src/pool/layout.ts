/** Every offset and bit of a pool in shared memory. Offsets count 32-bit words from the object's state. */

/** Number of the kind of object. */
export const KIND = { PoolBoard: 99 } as const;

/** The board of a pool: what its workers and its owner tell each other besides tasks and results. */
export const BOARD = {
  /** How many workers and tasks there is room for, and words of the area for functions. */
  WORKERS: 0,
  TASKS: 1,
  FUNCTION_WORDS: 2,
  /** `OPEN`, or `CLOSING`: workers go home. */
  STATE: 3,
  OPEN: 0,
  CLOSING: 1,
  /** How many functions are known: written last, when one is added. */
  FUNCTIONS: 4,
  /** The owner parks here for results. */
  RESULTS: 32,
  /** One bit for each worker that is parked, or about to be. Whoever takes a bit away wakes that worker. */
  IDLE: 64,
  /** One bit for each worker that looks for a task and is not parked: while there is one, nobody needs to be woken. */
  SEARCHING: 96,
  /** `WORKER` words for each worker, then one word for each task, then functions. */
  REST: 128,
} as const;

/** Bits for idle workers: 32 words. */
export const MOST_WORKERS = 1000;

export const WORKER = {
  /** Goes up when the worker is woken; it parks here. */
  PARK: 0,
  /** Goes up when its task is asked to stop. */
  ATTENTION: 1,
  SIZE: 32,
} as const;

/**
 * A task's word. Tasks are taken out of a queue, but it is this word that decides who may run one: by
 * compare-exchange from QUEUED to RUNNING, or to OVER if it was given up before. When the worker has answered it goes
 * from RUNNING to OVER, unless the owner was quicker to doom the worker: so no worker is killed in its next task.
 *
 * | bits   | meaning                                                          |
 * |--------|------------------------------------------------------------------|
 * | STATE  | FREE, QUEUED, RUNNING or OVER                                    |
 * | ABORT  | the running task is asked to stop                                |
 * | WORKER | the worker that runs it, counted from 1                          |
 * | DOOMED | that worker is about to be killed for it, and takes no other one |
 * | STAMP  | goes up with every use of the word, so that old ones are told    |
 */
export const TASK = {
  STATE: 0x3,
  FREE: 0,
  QUEUED: 1,
  RUNNING: 2,
  OVER: 3,
  ABORT: 0x4,
  WORKER_SHIFT: 3,
  WORKER_MASK: 0x3ff,
  DOOMED: 0x2000,
  STAMP_SHIFT: 16,
  STAMP_MASK: 0x7fff,
} as const;

/** Bits that a record has for the number of a task's word; as many as a word has left for a worker are enough. */
export const SLOT_BITS = 20;

/** What a record in the queue of tasks asks for. */
export const CALL = {
  /** One call with the arguments. */
  ONCE: 0,
  /** A call with each of them. */
  EACH: 1,
  /** A call with each of them, spread. */
  EACH_SPREAD: 2,
  /** The arguments are not in the record: the worker has to ask for them. */
  ASK: 0x10,
  /** There are none. */
  NOTHING: 0x20,
} as const;

/** What a record in the queue of results says. */
export const ANSWER = {
  VALUE: 0,
  UNDEFINED: 1,
  ERROR: 2,
  /** A value, or an error, too large for a record: it comes through the worker's pipe. */
  VALUE_PIPED: 3,
  ERROR_PIPED: 4,
  /** A value that cannot be bytes, or is to be moved: it was posted. */
  VALUE_POSTED: 5,
  /** The worker asks for arguments. */
  ASKS: 6,
  /** The worker has run its initializer. */
  READY: 7,
  /** The initializer has failed: no worker will ever be ready. */
  UNREADY: 8,
} as const;
