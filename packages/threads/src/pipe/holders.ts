/** Who holds an end of a pipe: decides when it is closed. The words are tabled at `END` in `layout.ts`. */
import { CapacityError, ClosedError } from '@weft/atomics';
import { type Block, TOKEN_MASK } from '@weft/atomics/kit';
import { END } from './layout.js';

export class Holders {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #state: number;
  readonly #first: number;

  constructor(block: Block, at: number) {
    this.#block = block;
    this.#words = block.words;
    this.#state = at + END.STATE;
    this.#first = at + END.HOLDERS;
  }

  /** Whether the end is known to be closed: one look. */
  get closed(): boolean {
    return Atomics.load(this.#words, this.#state) !== END.STATE_OPEN;
  }

  /** Whether nobody holds it any more. With `probe` the operating system is asked who lives, now and then. */
  isGone(probe: boolean): boolean {
    if (this.closed) return true;
    const { table } = this.#block.members;
    for (let i = 0; i < END.HOLDER_COUNT; i += 1) {
      const token = Atomics.load(this.#words, this.#first + i) & TOKEN_MASK;
      if (token !== 0 && !(probe ? table.probe(token) : table.isDead(token))) return false;
    }
    // Who died was the last to hold it. A thread that took hold just now would find the end closed, and says so.
    Atomics.store(this.#words, this.#state, END.STATE_CLOSED);
    return true;
  }

  /** This thread uses the end from now on. @throws ClosedError, CapacityError */
  take(): void {
    const { token } = this.#block;
    const mine = this.#mine();
    if (mine === undefined) this.#enter(token);
    else Atomics.and(this.#words, mine, ~END.KEPT);
    if (!this.closed) return;
    throw new ClosedError('this end of the pipe is closed: all who had it closed it, or died');
  }

  /** This thread keeps the end for whoever will take it, unless it uses it or somebody else does already. */
  keep(): void {
    if (!this.closed && this.#isUnheld()) this.#enter(this.#block.token | END.KEPT);
  }

  /** This thread has taken the end from whoever sent it: nobody has to keep it any more. */
  arrive(): void {
    this.take();
    for (let i = 0; i < END.HOLDER_COUNT; i += 1) {
      const at = this.#first + i;
      const word = Atomics.load(this.#words, at);
      if ((word & TOKEN_MASK) === this.#block.token || (word & (END.KEPT | END.SENT)) === 0) continue;
      Atomics.compareExchange(this.#words, at, word, (word & END.KEPT) !== 0 ? 0 : word & TOKEN_MASK);
    }
  }

  /** This thread sends the end to another one. */
  send(): void {
    const mine = this.#mine();
    if (mine !== undefined) Atomics.or(this.#words, mine, END.SENT);
  }

  /** This thread does not use the end any more; whether it is closed by that. */
  leave(): boolean {
    const mine = this.#mine();
    if (mine === undefined) return this.isGone(false);
    const word = Atomics.load(this.#words, mine);
    const left = (word & END.SENT) !== 0 ? (word & TOKEN_MASK) | END.KEPT : 0;
    // Somebody who takes the end just now has changed the word: then there is nothing to keep.
    if (Atomics.compareExchange(this.#words, mine, word, left) !== word) Atomics.store(this.#words, mine, 0);
    return this.isGone(false);
  }

  /** Whether this thread keeps the end for somebody who has not taken it yet. */
  get keeps(): boolean {
    const mine = this.#mine();
    return mine !== undefined && (Atomics.load(this.#words, mine) & END.KEPT) !== 0;
  }

  #isUnheld(): boolean {
    for (let i = 0; i < END.HOLDER_COUNT; i += 1) {
      if (Atomics.load(this.#words, this.#first + i) !== 0) return false;
    }
    return true;
  }

  #mine(): number | undefined {
    for (let i = 0; i < END.HOLDER_COUNT; i += 1) {
      const at = this.#first + i;
      if ((Atomics.load(this.#words, at) & TOKEN_MASK) === this.#block.token) return at;
    }
    return undefined;
  }

  #enter(word: number): void {
    const { table } = this.#block.members;
    for (const look of [(held: number) => table.isDead(held), (held: number) => table.probeNow(held)]) {
      for (let i = 0; i < END.HOLDER_COUNT; i += 1) {
        const at = this.#first + i;
        const held = Atomics.load(this.#words, at);
        if (held !== 0 && !look(held & TOKEN_MASK)) continue;
        if (Atomics.compareExchange(this.#words, at, held, word) === held) return;
      }
    }
    throw new CapacityError(
      `${END.HOLDER_COUNT} threads have this end of the pipe: close it where it is not needed`,
    );
  }
}
