/** The code of all threads of a subject, where each has stopped, and who is dead as it is told. */
import type { Answer, Op, Subject } from '../machine/op.js';
import type { Journal } from './journal.js';
import { Liveness } from './liveness.js';
import { RememberedCode } from './remembered-code.js';

/** How many stops of code are remembered, of some 150 bytes each. */
const MOST_STOPS = 400_000;

export class Codes {
  readonly #codes: readonly RememberedCode[];
  readonly #liveness: Liveness;
  readonly #journal: Journal;
  /** By thread, the number of the stop where it is. */
  readonly #stops: Int32Array;

  /** @param remembers whether code is run only where it has not been before; else always */
  constructor(subject: Subject, journal: Journal, remembers: boolean) {
    const { threads } = subject;
    const buffers = new Set<unknown>(subject.buffers);
    const liveness = new Liveness(threads.length);
    subject.alive = liveness.alive;
    this.#codes = threads.map((thread) => new RememberedCode(thread, liveness, buffers, !remembers));
    this.#liveness = liveness;
    this.#journal = journal;
    this.#stops = new Int32Array(threads.length);
  }

  /** Whether all can go back to where they have been. */
  get canGoBack(): boolean {
    for (const code of this.#codes) if (code.alwaysRuns) return false;
    return !this.#remembersTooMuch();
  }

  /** Nobody is dead, and all are about to begin. */
  restart(): void {
    this.#liveness.dead = 0;
    if (this.#remembersTooMuch()) for (const code of this.#codes) code.forget();
  }

  /** Threads, as bits, that are dead. */
  tellDead(dead: number): void {
    this.#liveness.dead = dead;
  }

  /** Runs a thread up to its first step. @throws what the code throws, DivergenceError */
  begin(thread: number): Op | undefined {
    try {
      return this.#codes[thread]!.begin();
    } finally {
      this.#noteStop(thread);
    }
  }

  /** Runs a thread up to its next step. @throws as `begin` */
  resume(thread: number, answer: Answer): Op | undefined {
    try {
      return this.#codes[thread]!.resume(answer);
    } finally {
      this.#noteStop(thread);
    }
  }

  /** Brings a thread to where it is by the journal, when that has been taken back; its step there. */
  goBack(thread: number): Op | undefined {
    return this.#codes[thread]!.goTo(this.#stops[thread]!);
  }

  /** Brings all code itself to where it has stopped. @throws DivergenceError */
  catchUp(): void {
    for (const code of this.#codes) code.catchUp();
  }

  resultOf(thread: number): unknown {
    return this.#codes[thread]!.result;
  }

  /** Threads, as bits, for which a thread asked on its way to where it has stopped. */
  askedBy(thread: number): number {
    return this.#codes[thread]!.asked;
  }

  /** Puts the clock of a thread forward, by milliseconds. */
  passTime(thread: number, duration: number): void {
    this.#codes[thread]!.clock += duration;
  }

  #noteStop(thread: number): void {
    this.#journal.set(this.#stops, thread, this.#codes[thread]!.stop);
  }

  #remembersTooMuch(): boolean {
    let stops = 0;
    for (const code of this.#codes) stops += code.stops;
    return stops > MOST_STOPS;
  }
}
