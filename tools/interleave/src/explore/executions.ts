/**
 * Runs executions one after the other on a subject, and gets a fresh one when it must.
 *
 * Executions are cheap because instances are used again, and what their code did is remembered (`remembered-code.ts`).
 * This is sound only if `begin` leaves no trace of the execution before. That is watched in three ways: a step that is
 * repeated must be the same step as before; every finding is repeated on a fresh subject; and now and then an execution
 * is repeated as an audit, on a fresh subject whose code runs all the way, and must come to the same end. Once one of them fails, all executions get subjects of their own and the exploration
 * begins anew: slow, but right. If even then a repeated step is another one, the program depends on something that is
 * not explored, and that is an error.
 */
import type { Op, Subject } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import { DivergenceError, divergence } from './divergence.js';
import { Machine } from './machine.js';
import type { Schedule } from './schedule.js';
import { Sharing } from './sharing.js';

/** Audits after 2, 8, 32, … executions, and after each so many. */
const AUDIT_EVERY = 1 << 15;
const ODD_POWERS_OF_TWO = 0xaaaaaaaa;

/** A hash of two words, so that an accident is out of the question. */
const SEEDS = [0x51ed270a, 0x2c1b3c6d] as const;

export class Executions {
  readonly machine: Machine;
  /** Which words are shared, as far as is known. */
  readonly sharing: Sharing = new Sharing();
  /** Executions begun. */
  count = 0;
  subjects = 1;
  readonly #makeSubject: () => Subject;
  readonly #exploration: Exploration;
  #alwaysFresh = false;

  constructor(makeSubject: () => Subject, exploration: Exploration) {
    this.#makeSubject = makeSubject;
    this.#exploration = exploration;
    this.machine = new Machine(makeSubject(), exploration);
  }

  get alwaysFresh(): boolean {
    return this.#alwaysFresh;
  }

  /** Gives each execution from now on a subject of its own. @throws DivergenceError if they have that already */
  distrust(error: DivergenceError): void {
    if (this.#alwaysFresh) throw error;
    this.#alwaysFresh = true;
  }

  /**
   * Begins an execution whose first steps, so many of them, are those of the one before. Returns how many of them have
   * been made; the others must be made again.
   */
  begin(steps = 0): number {
    const isFirst = this.count === 0;
    this.count += 1;
    if (steps > 0 && !this.#alwaysFresh && this.machine.canGoBack) {
      this.machine.goBack(steps);
      return steps;
    }
    if (this.#alwaysFresh && !isFirst) this.#renew();
    this.machine.restart();
    return 0;
  }

  /** Whether the execution that has just ended is one to be audited. */
  isAuditDue(): boolean {
    if (this.#alwaysFresh || this.count < 2) return false;
    const isPower = (this.count & (this.count - 1)) === 0 && (this.count & ODD_POWERS_OF_TWO) !== 0;
    return isPower || this.count % AUDIT_EVERY === 0;
  }

  /** Repeats the execution that has just ended. @throws DivergenceError if it ends otherwise */
  audit(schedule: Schedule): void {
    const ends = SEEDS.map((seed) => this.machine.hash(seed));
    const failed = this.machine.failure !== undefined;
    this.subjects += 1;
    const fresh = new Machine(this.#makeSubject(), this.#exploration, false);
    fresh.restart();
    for (const process of schedule) {
      if ((fresh.enabled() & (1 << process)) === 0) throw divergence(fresh, process);
      fresh.step(process);
    }
    const same = SEEDS.every((seed, i) => fresh.hash(seed) === ends[i]);
    if (!same || failed !== (fresh.failure !== undefined)) {
      throw new DivergenceError(
        'an execution that was repeated on a fresh instance of the program ended otherwise',
      );
    }
  }

  #renew(): void {
    this.subjects += 1;
    this.machine.load(this.#makeSubject());
  }
}

/** What a step is, as far as a repetition must agree with it. */
export class StepRecord {
  readonly #kind: Uint8Array;
  readonly #site: Int32Array;
  readonly #index: Int32Array;

  constructor(longest: number) {
    this.#kind = new Uint8Array(longest + 2);
    this.#site = new Int32Array(longest + 2);
    this.#index = new Int32Array(longest + 2);
  }

  write(at: number, op: Op | undefined): void {
    if (op === undefined) return;
    this.#kind[at] = op.kind;
    this.#site[at] = op.site;
    this.#index[at] = op.index;
  }

  agrees(at: number, op: Op | undefined): boolean {
    return (
      op !== undefined &&
      this.#kind[at] === op.kind &&
      this.#site[at] === op.site &&
      this.#index[at] === (op.index | 0)
    );
  }
}
