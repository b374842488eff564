/**
 * How the owner learns of answers while it does not block. It looks at every turn of its event loop for a short while,
 * as an answer often comes sooner than a parked thread could be woken, and then parks: so many answers cost one
 * wake-up. As with a spin (`waiting/spin.ts` of atomics), how the last looks ended decides whether the next are worth
 * the processor's time.
 */
import type { PoolBoard } from './board.js';

/** How long it looks at most, in milliseconds: about as long as a wake-up of the event loop takes. */
const LOOK_MS = 0.06;

/** Looks in vain that are forgiven; without credit one of so many goes is a trial. */
const CREDIT = 4;
const MOST_CREDIT = 16;
const LOSS = 2;
const TRIAL_EVERY = 16;

export interface AnswerSource {
  readonly board: PoolBoard;
  /** Whether answers are there. */
  isReady(): boolean;
  /** Takes them; whether there were any. */
  drain(): boolean;
  /** Whether any are to come. */
  expects(): boolean;
  /** Looks for what died. */
  look(): void;
}

export class AnswerLoop {
  readonly #source: AnswerSource;
  #running = false;
  #credit = CREDIT;
  #trial = 0;
  #until = 0;
  readonly #turn = () => this.#look();

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  /** Goes on for as long as answers are to come. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#begin();
  }

  #begin(): void {
    if (this.#credit <= 0) {
      this.#trial = (this.#trial + 1) % TRIAL_EVERY;
      if (this.#trial !== 0) {
        this.#park();
        return;
      }
    }
    this.#until = performance.now() + LOOK_MS;
    setImmediate(this.#turn);
  }

  #look(): void {
    if (this.#source.drain()) {
      this.#credit = Math.min(Math.max(this.#credit + 1, CREDIT), MOST_CREDIT);
      this.#goOn();
    } else if (!this.#source.expects()) this.#running = false;
    else if (performance.now() < this.#until) setImmediate(this.#turn);
    else {
      this.#credit -= LOSS;
      this.#park();
    }
  }

  #park(): void {
    const { board } = this.#source;
    const ready = () => this.#source.isReady() || !this.#source.expects();
    void board
      .wait(ready, () => this.#source.look())
      .then(
        () => {
          this.#source.drain();
          this.#goOn();
        },
        () => {
          // The pool is at its end, and its memory closed.
          this.#running = false;
        },
      );
  }

  #goOn(): void {
    if (this.#source.expects()) this.#begin();
    else this.#running = false;
  }
}
