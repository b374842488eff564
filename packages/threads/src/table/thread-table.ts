/** The table of the threads of this process, in memory that all of them share. */
import { CapacityError } from '@weft/atomics';
import { checkName, type OsThread, osThreadRuns } from '@weft/atomics/kit';
import { CAPACITY, FLAG, LIFE, SLOT, TABLE, TABLE_MAGIC, TABLE_VERSION } from './layout.js';

/** What is known of a thread when it enters the table. */
export interface Entry {
  readonly name: string;
  readonly daemon: boolean;
  /** Identity of the thread that starts it, 0 for none. */
  readonly starter: number;
}

/** A thread's place in the table. */
export interface Seat {
  readonly slot: number;
  readonly ident: number;
}

/** Readers of a name look this often before they take it as it is: its writer may have died in between. */
const NAME_TRIES = 1000;

export class ThreadTable {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer);
  }

  /** A new table, with the main thread in its first slot. */
  static found(mainName: string): ThreadTable {
    const table = new ThreadTable(new SharedArrayBuffer((TABLE.SLOTS + CAPACITY * SLOT.SIZE) * 4));
    table.words[TABLE.MAGIC] = TABLE_MAGIC;
    table.words[TABLE.VERSION] = TABLE_VERSION;
    table.words[TABLE.NEXT_IDENT] = 1;
    table.words[TABLE.NEXT_NUMBER] = 1;
    const main = table.claim({ name: mainName, daemon: false, starter: 0 });
    table.words[TABLE.MAIN] = main.ident;
    return table;
  }

  /** Whether a value is a table that this version can read. */
  static isTable(value: unknown): value is SharedArrayBuffer {
    if (!(value instanceof SharedArrayBuffer) || value.byteLength < TABLE.SLOTS * 4) return false;
    const words = new Int32Array(value);
    return words[TABLE.MAGIC] === TABLE_MAGIC && words[TABLE.VERSION] === TABLE_VERSION;
  }

  /** The main thread, which is there as long as the process. */
  get main(): Seat {
    const ident = this.words[TABLE.MAIN] as number;
    return { slot: TABLE.SLOTS, ident };
  }

  /** A number for the next thread without a name. */
  nextNumber(): number {
    return Atomics.add(this.words, TABLE.NEXT_NUMBER, 1);
  }

  /** @throws CapacityError if the table is full */
  claim(entry: Entry): Seat {
    const { words } = this;
    for (let slot = TABLE.SLOTS; slot < words.length; slot += SLOT.SIZE) {
      if (Atomics.compareExchange(words, slot + SLOT.LIFE, LIFE.FREE, LIFE.CLAIMED) !== LIFE.FREE) continue;
      const ident = Atomics.add(words, TABLE.NEXT_IDENT, 1);
      Atomics.store(words, slot + SLOT.STARTER, entry.starter);
      Atomics.store(words, slot + SLOT.THREAD_ID, 0);
      Atomics.store(words, slot + SLOT.OS_THREAD, 0);
      Atomics.store(words, slot + SLOT.FLAGS, entry.daemon ? FLAG.DAEMON : 0);
      Atomics.store(words, slot + SLOT.NAME_SEQUENCE, 0);
      this.setName(slot, entry.name);
      Atomics.store(words, slot + SLOT.LIFE, ident);
      return { slot, ident };
    }
    throw new CapacityError(`${CAPACITY} threads live at once already: join some before more are started`);
  }

  isAlive({ slot, ident }: Seat): boolean {
    return Atomics.load(this.words, slot + SLOT.LIFE) === ident;
  }

  isDaemon({ slot }: Seat): boolean {
    return (Atomics.load(this.words, slot + SLOT.FLAGS) & FLAG.DAEMON) !== 0;
  }

  threadIdOf({ slot }: Seat): number {
    return Atomics.load(this.words, slot + SLOT.THREAD_ID);
  }

  setThreadId({ slot }: Seat, threadId: number): void {
    Atomics.store(this.words, slot + SLOT.THREAD_ID, threadId);
  }

  /** The thread is gone, and so are all that it has started: a worker takes its own workers along. */
  end(seat: Seat): void {
    this.#clear(seat);
    // Also if it has said itself that it ends: those that it has started were cut off without a word.
    for (const child of this.living()) {
      if (Atomics.load(this.words, child.slot + SLOT.STARTER) === seat.ident) this.end(child);
    }
  }

  /** As `end`, of the worker with that number, if it is in the table. */
  endWorker(threadId: number): void {
    for (const seat of this.living()) {
      if (seat.ident !== this.main.ident && this.threadIdOf(seat) === threadId) this.end(seat);
    }
  }

  #clear({ slot, ident }: Seat): void {
    const life = slot + SLOT.LIFE;
    if (Atomics.compareExchange(this.words, life, ident, LIFE.FREE) === ident)
      Atomics.notify(this.words, life);
  }

  /** Whether the thread has said which one of the system it is. */
  isKnownToSystem({ slot }: Seat): boolean {
    return Atomics.load(this.words, slot + SLOT.OS_THREAD) !== 0;
  }

  /** Asks the operating system too, for a thread that had no time to say that it ends. */
  probe(seat: Seat): boolean {
    const { words } = this;
    const { slot } = seat;
    if (!this.isAlive(seat) || !this.isKnownToSystem(seat)) return this.isAlive(seat);
    const os: OsThread = {
      pid: process.pid,
      thread: Atomics.load(words, slot + SLOT.OS_THREAD),
      startedHigh: Atomics.load(words, slot + SLOT.STARTED_HIGH),
      startedLow: Atomics.load(words, slot + SLOT.STARTED_LOW),
    };
    // The slot may have changed hands while it was read: then the thread is gone anyway.
    if (osThreadRuns(os) === false) this.end(seat);
    return this.isAlive(seat);
  }

  /** All threads that live: a snapshot. */
  *living(): Generator<Seat> {
    for (let slot = TABLE.SLOTS; slot < this.words.length; slot += SLOT.SIZE) {
      const ident = Atomics.load(this.words, slot + SLOT.LIFE);
      if (ident > 0) yield { slot, ident };
    }
  }

  name({ slot }: { readonly slot: number }): string {
    for (let tries = 0; ; tries += 1) {
      const before = Atomics.load(this.words, slot + SLOT.NAME_SEQUENCE);
      const bytes = Math.min(Atomics.load(this.words, slot + SLOT.NAME_BYTES), SLOT.NAME_WORDS * 4);
      const copy = this.words.slice(slot + SLOT.NAME, slot + SLOT.NAME + SLOT.NAME_WORDS);
      const same = Atomics.load(this.words, slot + SLOT.NAME_SEQUENCE) === before;
      if ((same && (before & 1) === 0) || tries === NAME_TRIES) {
        return new TextDecoder().decode(new Uint8Array(copy.buffer, 0, bytes));
      }
    }
  }

  /** @throws ArgumentError if it is not a string of 1 to 255 bytes */
  setName(slot: number, name: string): void {
    const bytes = checkName(name);
    const padded = new Uint8Array(SLOT.NAME_WORDS * 4);
    padded.set(bytes);
    Atomics.add(this.words, slot + SLOT.NAME_SEQUENCE, 1);
    this.words.set(new Int32Array(padded.buffer), slot + SLOT.NAME);
    Atomics.store(this.words, slot + SLOT.NAME_BYTES, bytes.length);
    Atomics.add(this.words, slot + SLOT.NAME_SEQUENCE, 1);
  }
}
