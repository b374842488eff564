/**
 * Random interleavings by priorities (S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A randomized scheduler
 * with probabilistic guarantees of finding bugs", ASPLOS 2010): each process gets a random priority, the highest one
 * that can go on does, and at `depth` - 1 random steps the one that is on falls behind all others. An error that needs
 * `depth` ordering constraints is found by one execution of n processes and k steps with a probability of at least
 * 1 / (n k^(depth-1)), which pure chance is far from.
 *
 * A time-out is a process like others; a kill happens at a random step of some executions.
 */
import type { Exploration } from '../program/program.js';
import type { Executions } from './executions.js';
import type { Problem } from './findings.js';
import { HappensBefore } from './happens-before.js';
import { LONGEST } from './longest.js';
import type { Machine } from './machine.js';
import { KILLERS, lowest, only, type Process, type Processes, PULSE, threadOf } from './processes.js';
import { RandomNumbers } from './random-numbers.js';
import type { End, Search } from './search.js';
import { Watch } from './watch.js';

/** Priorities that the change points give lie below those that the start gives. */
const START = 1 << 20;

/** How long executions are taken to be before one was seen. */
const FIRST_GUESS = 32;

export class Pct implements Search {
  readonly isFull = false;
  readonly #executions: Executions;
  readonly #machine: Machine;
  readonly #order: HappensBefore;
  readonly #watch: Watch;
  readonly #random: RandomNumbers;
  readonly #count: number;
  readonly #depth: number;
  readonly #longest: number;
  readonly #mayKill: boolean;
  readonly #priorities = new Int32Array(PULSE + 1);
  readonly #changes = new Set<number>();
  #killAt = -1;
  #usual = FIRST_GUESS;
  #run = 0;

  constructor(
    executions: Executions,
    exploration: Exploration,
    { executions: count, depth }: NonNullable<Exploration['random']>,
    seed: number,
  ) {
    this.#longest = exploration.longest ?? LONGEST;
    this.#executions = executions;
    this.#machine = executions.machine;
    this.#order = new HappensBefore(this.#machine.threads, this.#longest);
    this.#watch = new Watch(this.#machine, this.#order, exploration, this.#longest);
    this.#random = new RandomNumbers(seed);
    this.#count = count;
    this.#depth = depth;
    this.#mayKill = (exploration.kills?.threads.length ?? 0) > 0;
  }

  get problem(): Problem | undefined {
    return this.#watch.problem;
  }

  schedule(): Process[] {
    return Array.from(this.#order.process.subarray(0, this.#order.length));
  }

  backtrack(): boolean {
    return this.#run < this.#count;
  }

  run(): End {
    const machine = this.#machine;
    this.#run += 1;
    this.#prepare();
    this.#executions.begin();
    for (;;) {
      if (machine.failure !== undefined || this.#watch.problem !== undefined) return 'end';
      const enabled = machine.enabled();
      if ((enabled & ~KILLERS) === 0) break;
      if (machine.time >= this.#longest) return 'endless';
      this.#step(enabled);
    }
    this.#usual = Math.max(this.#usual, machine.time);
    return 'end';
  }

  #prepare(): void {
    this.#watch.problem = undefined;
    while (this.#order.length > 0) this.#order.pop();
    for (let process = 0; process <= PULSE; process += 1) {
      this.#priorities[process] = START + this.#random.below(START);
    }
    this.#changes.clear();
    for (let i = 1; i < this.#depth; i += 1) this.#changes.add(this.#random.below(this.#usual));
    // Half of the executions do without a death.
    this.#killAt = this.#mayKill && this.#random.below(2) === 0 ? this.#random.below(this.#usual) : -1;
  }

  #step(enabled: Processes): void {
    const machine = this.#machine;
    const killers = enabled & KILLERS;
    let process = this.#highest(enabled & ~KILLERS);
    if (this.#changes.has(machine.time)) {
      this.#priorities[process] = START - 1 - machine.time;
      process = this.#highest(enabled & ~KILLERS);
    }
    if (this.#killAt >= 0 && machine.time >= this.#killAt && killers !== 0) {
      this.#killAt = -1;
      process = this.#highest(killers);
    }
    this.#watch.before(process, enabled);
    machine.step(process);
    this.#executions.sharing.learn(threadOf(process), machine.footprint);
    this.#order.push(process, machine);
    this.#watch.after();
  }

  #highest(set: Processes): Process {
    let highest = lowest(set);
    for (let rest = set & ~only(highest); rest !== 0; rest &= rest - 1) {
      const process = lowest(rest);
      if (this.#priorities[process]! > this.#priorities[highest]!) highest = process;
    }
    return highest;
  }
}
