/** Looks at each step for what is wrong with an execution before it has come to its end. */
import type { Place } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import { DataRaces } from './data-races.js';
import type { Problem } from './findings.js';
import type { HappensBefore } from './happens-before.js';
import type { Machine } from './machine.js';
import { code, isCode, only, type Process, type Processes, threadOf } from './processes.js';

/** Whether a place is among those whose plain accesses may race. */
export function isAllowedRace(allowed: Exploration['races'], { within, file }: Place): boolean {
  return (allowed ?? []).some(
    (race) => within === race.within || within.endsWith(`.${race.within}`) || file.endsWith(race.within),
  );
}

export function raceProblem(first: number, firstPlace: Place, second: number, secondPlace: Place): Problem {
  const [one, other] = [firstPlace, secondPlace].map(({ file, line, text }) => `${file}:${line} (${text})`);
  return {
    kind: 'race',
    message:
      `nothing orders thread ${first} at ${one} and thread ${second} at ${other}, which access the same bytes, ` +
      'one of them plainly and one of them to write',
  };
}

export class Watch {
  /** What the last step has shown. */
  problem: Problem | undefined;
  readonly #machine: Machine;
  readonly #order: HappensBefore;
  readonly #races: DataRaces;
  readonly #allowed: Exploration['races'];
  readonly #starvation: number;
  readonly #sites: Int32Array;
  readonly #enabled: Int32Array;
  readonly #count: Int32Array;

  constructor(machine: Machine, order: HappensBefore, exploration: Exploration, longest: number) {
    this.#machine = machine;
    this.#order = order;
    this.#races = new DataRaces(machine, order, longest);
    this.#allowed = exploration.races;
    this.#starvation = exploration.starvation ?? Number.POSITIVE_INFINITY;
    this.#sites = new Int32Array(longest + 2);
    this.#enabled = new Int32Array(longest + 2);
    this.#count = new Int32Array(machine.threads);
  }

  /** Called before the step of a process, and of which processes it was chosen. */
  before(process: Process, enabled: Processes): void {
    const step = this.#order.length;
    this.#sites[step] = this.#machine.ops[threadOf(process)]?.site ?? 0;
    this.#enabled[step] = enabled;
    this.problem = undefined;
  }

  /** Called when the step has been made and added to the order. */
  after(): void {
    const other = this.#races.look(this.#isAllowed);
    if (other >= 0) this.#reportRace(other, this.#order.length - 1);
    if (this.#order.length > this.#starvation) this.#lookForStarvation();
  }

  #reportRace(first: number, second: number): void {
    const { thread } = this.#order;
    this.problem = raceProblem(thread[first]!, this.#placeOf(first), thread[second]!, this.#placeOf(second));
  }

  readonly #isAllowed = (step: number): boolean =>
    isAllowedRace(this.#allowed, this.#placeOf(step)) ||
    isAllowedRace(this.#allowed, this.#placeOf(this.#order.length - 1));

  #placeOf(step: number): Place {
    return this.#machine.subject.threads[this.#order.thread[step]!]!.where(this.#sites[step]!);
  }

  /** Whether a thread has gone on too often while another one could and did not. */
  #lookForStarvation(): void {
    for (let thread = 0; thread < this.#machine.threads; thread += 1) {
      const starver = this.#starverOf(thread);
      if (starver < 0) continue;
      this.problem = {
        kind: 'starvation',
        message: `thread ${starver} went on more than ${this.#starvation} times while thread ${thread} could and did not`,
      };
    }
  }

  #starverOf(thread: number): number {
    const { process } = this.#order;
    this.#count.fill(0);
    for (let step = this.#order.length - 1; step >= 0; step -= 1) {
      if ((this.#enabled[step]! & only(code(thread))) === 0 || threadOf(process[step]!) === thread) return -1;
      if (!isCode(process[step]!)) continue;
      const other = threadOf(process[step]!);
      this.#count[other] = this.#count[other]! + 1;
      if (this.#count[other]! > this.#starvation) return other;
    }
    return -1;
  }
}
