/** What threads and processes have in common for those who start them. */
import { ArgumentError, type SyncWaitOptions, type WaitOptions } from '@weft/atomics';
import { checkName, checkOptions, checkWait, shown } from '@weft/atomics/kit';
import { ThreadStateError } from './errors.js';
import { report } from './except-hook.js';
import type { Job, Launched, Outcome } from './launch/launch.js';
import { Settling } from './launch/settling.js';
import { Sentinel } from './sentinel.js';
import { callerOf } from './target/caller.js';
import { type AnyClass, describeClass, describeTarget, type Target } from './target/target.js';
import { withStart } from './transfer/decode-error.js';
import { StartTrace } from './transfer/start-trace.js';
import { waitUntil } from './wait-until.js';

/** How a thread or process is made. */
export interface RunnerOptions<A extends readonly unknown[], R> {
  /** What runs; default: the object's own `run` method, if a subclass has one, else nothing. */
  readonly target?: Target<A, R> | undefined;
  /** Arguments of the target: what structured clone carries, and shared objects of Weft at any depth. */
  readonly args?: A | undefined;
  /** 1 to 255 bytes of UTF-8. */
  readonly name?: string | undefined;
  /** Whether it may be cut off when the program is done otherwise; default: as the thread or process that makes it. */
  readonly daemon?: boolean | undefined;
  /** Environment variables, default: those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Options of the runtime, default: those of this process. */
  readonly execArgv?: readonly string[] | undefined;
}

/** What a subclass says about itself. */
export interface Nature<L extends Launched> {
  /** `thread` or `process`. */
  readonly noun: string;
  readonly base: AnyClass;
  /** Module to load where a subclass is to be made again. */
  readonly module: string;
  readonly launch: (job: Job) => L;
}

/** What threads and processes have in common for those who start them. */
export abstract class Runner<R, A extends readonly unknown[], L extends Launched> {
  readonly #options: RunnerOptions<A, R>;
  /** Where it was made: what its target imports is resolved from there. */
  readonly #madeBy: string;
  readonly #result = new Settling<Outcome>();
  #promised: Promise<Awaited<R>> | undefined;
  #name: string;
  #daemon: boolean;
  #launched: L | undefined;
  /** Whether somebody waits, or has waited, for how it ends. */
  #observed = false;
  /** It ends because this object was asked to end it. */
  #asked = false;
  /** Waits for its end or its result that are pending: they keep the program alive, for a daemon too. */
  #waits = 0;
  #sentinel: Sentinel | undefined;

  /** @internal */
  protected constructor(
    options: RunnerOptions<A, R>,
    defaults: { readonly name: () => string; readonly daemon: boolean; readonly base: AnyClass },
  ) {
    checkOptions('options', options);
    const { target, args, name, daemon = defaults.daemon } = options;
    if (target !== undefined && typeof target !== 'function') checkOptions('target', target);
    if (args !== undefined && !Array.isArray(args)) {
      throw new ArgumentError(`args must be an array, got ${shown(args)}`);
    }
    if (name !== undefined) checkName(name);
    this.#options = options;
    this.#name = name ?? defaults.name();
    this.#daemon = checkFlag(daemon);
    this.#madeBy = callerOf(defaults.base);
  }

  /** @internal */
  protected abstract nature(): Nature<L>;

  /** @internal What it was started as. */
  protected get launched(): L | undefined {
    return this.#launched;
  }

  /** Name in reports; threads need not have different ones. */
  get name(): string {
    return this.#name;
  }

  /** @throws ArgumentError */
  set name(name: string) {
    checkName(name);
    this.#name = name;
  }

  /**
   * Whether it may be cut off when the program is done otherwise. To be set before the start.
   *
   * @throws ThreadStateError after the start
   */
  get daemon(): boolean {
    return this.#daemon;
  }

  /** @throws ThreadStateError after the start */
  set daemon(daemon: boolean) {
    if (this.#launched !== undefined) {
      throw new ThreadStateError(`set daemon before "${this.name}" is started, not after it`);
    }
    this.#daemon = checkFlag(daemon);
  }

  /**
   * What runs: override it, or give a `target`. By itself it calls the target in the calling thread.
   *
   * An overridden `run` runs in the new thread on a copy of the object: the fields of this one travel as arguments do, and
   * the constructor does not run again. See the README for how the class gets there.
   */
  run(): unknown {
    const { target, args = [] } = this.#options;
    if (typeof target === 'function') return target(...(args as never));
    if (target === undefined) return undefined;
    throw new ThreadStateError('a target in a module is only run by start()');
  }

  /**
   * Starts it, and returns at once.
   *
   * @throws ThreadStateError at the second start
   * @throws ClosureError if the target uses variables that do not travel; the message names them
   * @throws ArgumentError if an argument cannot travel
   */
  start(): this {
    const { noun, launch } = this.nature();
    if (this.#launched !== undefined) {
      throw new ThreadStateError(`"${this.name}" was started already: make a new ${noun} for each start`);
    }
    const launched = launch(this.#job());
    this.#launched = launched;
    if (this.#waits > 0) launched.ref();
    const where = `${noun} ${JSON.stringify(this.name)}`;
    this.#watch(launched, new StartTrace(`${where} was started here`, this.start as AnyClass), where);
    return this;
  }

  #job(): Job {
    const { base, module } = this.nature();
    const { args = [], ...options } = this.#options;
    const common = { ...options, name: this.name, daemon: this.daemon };
    const ownClass = this.constructor as unknown as AnyClass;
    if (this.run !== (base.prototype as Runner<R, A, L>).run) {
      const target = describeClass(ownClass, base, this.#madeBy);
      return { ...common, target, args: [{ ...this }], modules: [module] };
    }
    return { ...common, target: describeTarget(options.target ?? nothing, this.#madeBy), args };
  }

  #watch(launched: L, trace: StartTrace, where: string): void {
    void launched.returned.then((outcome) => {
      if (outcome.how !== 'returned') withStart(outcome.error, trace);
      this.#result.settle(outcome);
      if (outcome.how === 'returned' || this.#observed || this.#wasAsked(outcome)) return;
      if (outcome.how === 'died' || !outcome.printed) report({ error: outcome.error, where });
    });
    launched.onLateError = (error) => report({ error: withStart(error, trace), where });
  }

  #wasAsked(outcome: Outcome): boolean {
    return outcome.how === 'died' && this.#asked;
  }

  /** Whether it was started and has not ended: a snapshot only. */
  isAlive(): boolean {
    return this.#launched?.isAlive() ?? false;
  }

  /**
   * Waits until it has ended: `true`, or `false` if the timeout came first. Any number of callers may wait. Waiting keeps
   * the program alive, for a daemon too.
   *
   * @throws what the target has thrown, with its own stack, and the place of the start as the last cause
   * @throws ThreadDiedError if it ended without having returned: by `process.exit()`, a crash, a signal, or for lack of
   *   memory; not if this object itself was asked to end it
   * @throws ThreadStateError before the start
   * @throws ArgumentError, the signal's reason
   */
  async join(options?: WaitOptions): Promise<boolean> {
    checkWait(options);
    const launched = this.#joinable();
    this.#observed = true;
    this.#countWaits(1);
    try {
      if (!(await waitUntil(launched.ended, options))) return false;
    } finally {
      this.#countWaits(-1);
    }
    return this.#joined(await launched.ended);
  }

  /**
   * As `join`, blocking the thread. The one that is waited for does not need the blocked event loop, whatever it prints or
   * returns.
   *
   * @throws BlockingNotAllowedError where this thread must not block
   */
  joinSync(options?: SyncWaitOptions): boolean {
    const timeout = checkWait(options);
    const launched = this.#joinable();
    this.#observed = true;
    const outcome = launched.joinSync(timeout);
    return outcome === undefined ? false : this.#joined(outcome);
  }

  #joinable(): L {
    if (this.#launched !== undefined) return this.#launched;
    throw new ThreadStateError(`"${this.name}" was not started: nobody can wait for its end`);
  }

  #joined(outcome: Outcome): true {
    if (outcome.how !== 'returned' && !this.#wasAsked(outcome)) throw outcome.error;
    return true;
  }

  /**
   * What the target returns, as soon as it has. Rejects as `join` throws, and also if this object was asked to end it.
   * Reading it is waiting for it: it keeps the program alive until then, for a daemon too, and an error is no longer
   * reported as one that nobody asked for.
   */
  get result(): Promise<Awaited<R>> {
    if (this.#promised === undefined) {
      this.#observed = true;
      this.#countWaits(1);
      this.#promised = this.#result.promise.then((outcome) => {
        this.#countWaits(-1);
        if (outcome.how !== 'returned') throw outcome.error;
        return outcome.value as Awaited<R>;
      });
    }
    return this.#promised;
  }

  #countWaits(change: 1 | -1): void {
    this.#waits += change;
    if (!this.#daemon || this.#launched === undefined) return;
    if (this.#waits > 0) this.#launched.ref();
    else this.#launched.unref();
  }

  /**
   * Ready when it has ended, for `select` of `@weft/atomics`.
   *
   * @throws ThreadStateError before the start
   */
  get sentinel(): Sentinel {
    if (this.#launched === undefined) {
      throw new ThreadStateError(`"${this.name}" was not started: it has no sentinel yet`);
    }
    this.#sentinel ??= new Sentinel(this.#launched);
    return this.#sentinel;
  }

  /** @internal */
  protected end(how: 'terminate' | 'kill'): void {
    const launched = this.#launched;
    if (launched === undefined) {
      throw new ThreadStateError(`"${this.name}" was not started: there is nothing to end`);
    }
    this.#asked = true;
    launched[how]();
  }

  /** As Python shows them: `<Thread(worker, started daemon)>`. */
  toString(): string {
    const { name } = this.constructor;
    const state = this.isAlive() ? 'started' : this.#launched === undefined ? 'initial' : 'stopped';
    return `<${name}(${this.name}, ${state}${this.daemon ? ' daemon' : ''})>`;
  }
}

const nothing = () => {};

function checkFlag(daemon: unknown): boolean {
  if (typeof daemon === 'boolean') return daemon;
  throw new ArgumentError(`daemon must be true or false, got ${shown(daemon)}`);
}
