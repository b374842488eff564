/**
 * Two streams of bytes, one for each direction, in memory that two processes share. What does not fit a ring waits here, in
 * order, until the other side has taken enough.
 *
 * An event loop cannot block, so whoever waits for the other side looks once in each turn of its loop (`poller.ts`), for a
 * little while and where that has paid of late (`patience.ts`). Then it parks: it says in a word that it sleeps, and the other
 * side, once it has done what is waited for, takes that back and rings: a byte over the socket, which is what event loops are
 * woken by fastest, and costs nothing while nobody rings.
 *
 * No wake-up is lost. Who parks stores SLEEPS first and looks at the ring's counter afterwards; the other side stores the
 * counter first and looks for SLEEPS afterwards. All four are sequentially consistent, so one of the two comes first for both:
 * either the sleeper sees the counter and does not sleep, or the other side sees SLEEPS and rings. Whoever changes SLEEPS to
 * AWAKE, in one step, is the only one to do so; if it is the other side, its ring is on the way.
 *
 * So there is at most one ring for each time that this side has parked, and a peer that rings more often is none.
 */
import { ProtocolError } from '../errors.js';
import { AWAKE, type Duplex, LOOKS, SLEEPS } from './layout.js';
import { LOOK_MS, Patience } from './patience.js';
import { type Polled, poller } from './poller.js';
import { RingReader, RingWriter } from './ring.js';

export interface SharedStreamOptions {
  /** Wakes the other side. */
  ring(): void;
  /** Bytes that have come, in a buffer of their own. */
  onBytes(bytes: Buffer): void;
  /** The memory is not as it must be: nothing more can be read or written. */
  onFault(error: Error): void;
}

export class SharedStream implements Polled {
  readonly #duplex: Duplex;
  readonly #options: SharedStreamOptions;
  readonly #writer: RingWriter;
  readonly #reader: RingReader;
  /** What did not fit yet. */
  readonly #backlog: Buffer[] = [];
  #backlogBytes = 0;
  #onTaken: (() => void) | undefined;
  #reads = false;
  #failed = false;
  #closed = false;
  /** Whether this side has said that it sleeps, and until what. */
  #awaitsBytes = false;
  #awaitsRoom = false;
  /** Rings that may come. */
  #rings = 0;
  /** When the other side was last heard of, or told something. */
  #quietSince = 0;
  /** When a client has asked something, and nothing else until it is answered: from such answers it learns. */
  #asked: number | undefined;
  #asksMore = false;
  readonly #patience = new Patience(performance.now());
  /** The last look was for nothing. */
  #lookedInVain = false;
  #parks = 0;

  constructor(duplex: Duplex, options: SharedStreamOptions) {
    const { words, outgoing, incoming, mine, theirs } = duplex;
    this.#duplex = duplex;
    this.#options = options;
    this.#writer = new RingWriter(words, outgoing, mine.written, theirs.taken);
    this.#reader = new RingReader(words, incoming, theirs.written, mine.taken);
  }

  /** Bytes that wait for room. */
  get backlog(): number {
    return this.#backlogBytes;
  }

  /** How often this side has gone to sleep. */
  get parks(): number {
    return this.#parks;
  }

  /** Writes the first `length` bytes, in which so many messages are. They may be used again afterwards. */
  write(bytes: Uint8Array, length: number, messages: number = 1): void {
    if (this.#closed) return;
    // Before anybody is woken, which takes as long as much else.
    this.#quietSince = performance.now();
    this.#asksMore ||= this.#asked !== undefined || messages > 1;
    this.#asked = this.#quietSince;
    try {
      const written = this.#backlogBytes === 0 ? this.#writer.write(bytes, 0, length) : 0;
      if (written < length) {
        this.#backlog.push(Buffer.from(bytes.subarray(written, length)));
        this.#backlogBytes += length - written;
      }
      if (written > 0) this.#wake(this.#duplex.theirs.awaitsBytes);
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    if (this.#looks || (this.#backlogBytes > 0 && !this.#awaitsRoom)) this.#watch();
  }

  /** Begins to read, or goes on. */
  read(): void {
    if (this.#reads || this.#failed || this.#closed) return;
    this.#reads = true;
    this.#quietSince = performance.now();
    this.#watch();
  }

  /** Reads no further until `read`. */
  pause(): void {
    this.#reads = false;
  }

  /** Calls back, later, when all that was written has found room, or nothing is written any more. */
  whenTaken(callback: () => void): void {
    if (this.#backlogBytes > 0) this.#onTaken = callback;
    else process.nextTick(callback);
  }

  /** The other side has rung so many times. */
  rung(times: number): void {
    if (this.#closed) return;
    this.#rings -= times;
    if (this.#rings < 0) {
      this.#rings = 0;
      this.#fail(new ProtocolError('the other side rings although nobody sleeps'));
      return;
    }
    const now = performance.now();
    // It would have been heard by looking.
    if (now - this.#quietSince < LOOK_MS) this.#lookedInVain = false;
    this.#quietSince = now;
    this.#wakeUp();
    this.#look(now);
    if (this.#looks || !this.#park()) poller.add(this);
  }

  /** The other side is gone: reads what it has left, if anybody wants it. */
  readRest(): void {
    this.#look(performance.now());
  }

  /** Nothing is read, written or looked at any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reads = false;
    this.#backlog.length = 0;
    this.#backlogBytes = 0;
    this.#tellTaken();
  }

  poll(): boolean {
    const now = performance.now();
    const isNews = this.#look(now);
    if (this.#closed) return false;
    if (isNews) {
      this.#lookedInVain = false;
      return true;
    }
    if (this.#looks) {
      if (now - this.#quietSince < LOOK_MS) return true;
      this.#lookedInVain = true;
    }
    return !this.#park();
  }

  #watch(): void {
    this.#wakeUp();
    poller.add(this);
  }

  /** Whether to look before sleeping: the client decides for both. */
  get #looks(): boolean {
    if (this.#lookedInVain) return false;
    const { side, words } = this.#duplex;
    return side === 'client' ? this.#patience.looks : Atomics.load(words, LOOKS) === 1;
  }

  /** Something has come. */
  #learn(now: number): void {
    const asked = this.#asksMore ? undefined : this.#asked;
    this.#asked = undefined;
    this.#asksMore = false;
    if (asked === undefined || this.#duplex.side !== 'client') return;
    const before = this.#patience.looks;
    this.#patience.answered(now - asked, now);
    const { looks } = this.#patience;
    if (looks !== before) Atomics.store(this.#duplex.words, LOOKS, looks ? 1 : 0);
  }

  /** Reads what is there, and writes what has waited. @returns whether there was anything */
  #look(now: number): boolean {
    let isNews = false;
    try {
      if (this.#backlogBytes > 0) isNews = this.#writeBacklog();
      const bytes = this.#reads ? this.#reader.take() : undefined;
      if (bytes !== undefined) {
        isNews = true;
        this.#quietSince = now;
        this.#learn(now);
        this.#wake(this.#duplex.theirs.awaitsRoom);
        this.#options.onBytes(bytes);
      }
    } catch (error) {
      this.#fail(error as Error);
    }
    return isNews;
  }

  #writeBacklog(): boolean {
    const before = this.#backlogBytes;
    for (let first = this.#backlog[0]; first !== undefined; first = this.#backlog[0]) {
      const written = this.#writer.write(first, 0, first.length);
      this.#backlogBytes -= written;
      if (written < first.length) {
        this.#backlog[0] = first.subarray(written);
        break;
      }
      this.#backlog.shift();
    }
    if (this.#backlogBytes === before) return false;
    this.#wake(this.#duplex.theirs.awaitsBytes);
    if (this.#backlogBytes === 0) this.#tellTaken();
    return true;
  }

  #tellTaken(): void {
    const taken = this.#onTaken;
    this.#onTaken = undefined;
    if (taken !== undefined) process.nextTick(taken);
  }

  /** Says that it sleeps. @returns whether it may: not if something has come meanwhile */
  #park(): boolean {
    const { mine } = this.#duplex;
    if (this.#reads && !this.#awaitsBytes) {
      this.#awaitsBytes = true;
      this.#sleep(mine.awaitsBytes);
    }
    if (this.#backlogBytes > 0 && !this.#awaitsRoom) {
      this.#awaitsRoom = true;
      this.#sleep(mine.awaitsRoom);
    }
    this.#parks += 1;
    try {
      const comes = this.#reads && this.#reader.size() > 0;
      const fits = this.#backlogBytes > 0 && this.#writer.room() > 0;
      if (!comes && !fits) return true;
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#wakeUp();
    return false;
  }

  #sleep(word: number): void {
    this.#rings += 1;
    Atomics.store(this.#duplex.words, word, SLEEPS);
  }

  /** Takes back that it sleeps. Where the other side was faster, its ring is on the way. */
  #wakeUp(): void {
    const { mine } = this.#duplex;
    if (this.#awaitsBytes && this.#takeBack(mine.awaitsBytes)) this.#rings -= 1;
    if (this.#awaitsRoom && this.#takeBack(mine.awaitsRoom)) this.#rings -= 1;
    this.#awaitsBytes = false;
    this.#awaitsRoom = false;
  }

  /** Wakes the other side, if it sleeps until that. */
  #wake(word: number): void {
    if (Atomics.load(this.#duplex.words, word) === SLEEPS && this.#takeBack(word)) this.#options.ring();
  }

  /** @returns whether somebody slept: for one of both sides only */
  #takeBack(word: number): boolean {
    return Atomics.exchange(this.#duplex.words, word, AWAKE) === SLEEPS;
  }

  /** Reads nothing any more. What is written still may reach the other side, so that it learns why. */
  #fail(error: Error): void {
    this.#reads = false;
    if (this.#failed) {
      this.close();
      return;
    }
    this.#failed = true;
    this.#options.onFault(error);
  }
}
