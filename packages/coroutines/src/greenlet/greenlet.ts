/**
 * Greenlets: bodies that hand control to each other by name. The model is that of Python's `greenlet`, rebuilt on
 * generators: JavaScript cannot leave a plain function in its middle, so a body is a generator function, and each
 * switch in it is written `yield*`.
 */
import { checkFunction, shown } from '../checks.js';
import { ArgumentError, GreenletError, GreenletExit } from '../errors.js';
import { type Switch, SwitchPoint } from './switch-point.js';
import { tracer } from './trace.js';

/** What a greenlet runs. Functions that it calls may switch as well if they are generators called with `yield*`. */
export type GreenletBody<In, Out> = (value: In) => Generator<unknown, Out, unknown>;

/** Not begun, waiting to be switched to, running, over. */
export type GreenletState = 'pending' | 'suspended' | 'running' | 'dead';

/** To whom control goes next, and with what. */
interface Handover {
  target: AnyGreenlet;
  throws: boolean;
  value: unknown;
  /** Whether the current body has asked for it and has not yielded since. */
  asked: boolean;
}

/** One that takes and returns whatever it is. */
// biome-ignore lint/suspicious/noExplicitAny: a greenlet may be the parent of any other, whatever each of them takes
export type AnyGreenlet = Greenlet<any, any>;

let current: AnyGreenlet;

/**
 * One of several bodies of a thread, of which one runs at a time and hands control to another one itself. All of it
 * happens in the stack of whoever called `switchSync`, so nothing is asynchronous, and a body must not wait for
 * promises: tasks (`spawn`) do that.
 *
 * - In the body of a greenlet: `const x = yield* other.switch(value)`.
 * - In plain code, which is the main greenlet: `const x = other.switchSync(value)`, which returns when somebody
 *   switches to the main greenlet.
 *
 * A body that ends hands its return value to its parent, or what it throws. Without `parent` that is the greenlet in
 * which it was made. A subclass may have a method `*run(value)` instead of a body.
 *
 * A switch costs some tens of nanoseconds and allocates nothing. One that is dropped while suspended never runs its
 * `finally` blocks: `throw` into it to end it. Greenlets belong to their thread.
 *
 * @typeParam In what is switched into it
 * @typeParam Out what its body returns
 *
 * @example
 * const ping = new Greenlet(function* (ball: number) {
 *   while (ball < 3) ball = yield* pong.switch<number>(ball + 1);
 *   return ball;
 * });
 * const pong: Greenlet<number> = new Greenlet(function* (ball: number) {
 *   for (;;) ball = yield* ping.switch<number>(ball + 1);
 * });
 * ping.switchSync(0); // 4
 */
export class Greenlet<In = unknown, Out = unknown> {
  readonly #point = new SwitchPoint();
  readonly #body: GreenletBody<In, Out> | undefined;
  #parent: AnyGreenlet | undefined;
  #generator: Generator<unknown, Out, unknown> | undefined;
  #dead = false;

  /**
   * @param body what it runs; may be left out in a subclass with a method `run`
   * @param parent where control goes at its end; by default the current greenlet
   * @throws ArgumentError if either is something else
   */
  constructor(body?: GreenletBody<In, Out>, parent?: AnyGreenlet) {
    if (body !== undefined) checkFunction('body', body);
    if (parent !== undefined) checkGreenlet(parent);
    this.#body = body;
    // There is none while the main greenlet itself is made.
    this.#parent = parent ?? current;
  }

  /** What runs if no body was given. @throws GreenletError here: a subclass is to have one */
  run(_value: In): Generator<unknown, Out, unknown> {
    throw new GreenletError(
      'the greenlet has nothing to run: give it a body, or its class a method *run(value)',
    );
  }

  /** Where control goes when it ends; `undefined` of the main greenlet. */
  get parent(): AnyGreenlet | undefined {
    return this.#parent;
  }

  /** @throws ArgumentError if it is no greenlet @throws GreenletError if it descends from this one, or this is main */
  set parent(parent: AnyGreenlet) {
    checkGreenlet(parent);
    if (this === main) throw new GreenletError('the main greenlet has no parent');
    for (let above: AnyGreenlet | undefined = parent; above !== undefined; above = above.#parent) {
      if (above === this)
        throw new GreenletError('a greenlet cannot be its own parent, nor that of its ancestors');
    }
    this.#parent = parent;
  }

  /** Whether its body has ended. Control that is handed to a dead greenlet goes on to its parent. */
  get dead(): boolean {
    return this.#dead;
  }

  /** Where it is: a snapshot. */
  get state(): GreenletState {
    if (this.#dead) return 'dead';
    if (this === current) return 'running';
    return this.#generator === undefined && this !== main ? 'pending' : 'suspended';
  }

  /**
   * In the body of a greenlet, with `yield*`: suspends the body and runs this greenlet, which gets `value` as the
   * argument of its body or from the switch that it is suspended in.
   *
   * @returns (from the `yield*`) what somebody switches to the caller with
   * @throws what somebody throws into the caller, among it whatever ends one of its children
   * @throws GreenletError in plain code; if this has nothing to run; if the switch before was not yielded
   */
  switch<T = unknown>(value?: In): Switch<T> {
    return this.#ask<T>(false, value);
  }

  /**
   * As `switch`, but throws `error` in this greenlet, at the switch that it is suspended in. One that has not begun
   * dies of it. What the body does not catch goes to its parent; a `GreenletExit` arrives there as a value.
   *
   * @param error anything that can be thrown; by default a `GreenletExit`
   */
  throw<T = unknown>(error: unknown = new GreenletExit()): Switch<T> {
    return this.#ask<T>(true, error);
  }

  /**
   * In plain code: runs this greenlet, and whomever it switches to, until somebody switches to the main greenlet or a
   * child of it ends. Blocks the thread meanwhile.
   *
   * @returns what the main greenlet is switched to with
   * @throws what is thrown into the main greenlet, among it whatever ends one of its children
   * @throws GreenletError in the body of a greenlet, also in plain functions that it calls; if this has nothing to run
   */
  switchSync<T = unknown>(value?: In): T {
    return this.#enter(false, value) as T;
  }

  /** As `switchSync`, but throws `error` in this greenlet, as `throw` does. */
  throwSync<T = unknown>(error: unknown = new GreenletExit()): T {
    return this.#enter(true, error) as T;
  }

  /** For messages: `<Greenlet "name" state>`, with the name of its body. */
  toString(): string {
    const name = this === main ? 'main' : (this.#body?.name ?? this.constructor.name);
    return `<Greenlet ${JSON.stringify(name)} ${this.state}>`;
  }

  #ask<T>(throws: boolean, value: unknown): Switch<T> {
    if (current === main) {
      throw new GreenletError('plain code cannot yield: use switchSync() or throwSync() here');
    }
    if (handover.asked) {
      throw new GreenletError(
        'the switch before this one was not carried out: write yield* before each switch',
      );
    }
    this.#checkRunnable();
    handover.asked = true;
    handTo(this, throws, value);
    return current.#point as Switch<T>;
  }

  #enter(throws: boolean, value: unknown): unknown {
    if (current !== main) {
      throw new GreenletError(
        'a greenlet is running: write yield* greenlet.switch() in its body (plain functions cannot be suspended)',
      );
    }
    this.#checkRunnable();
    handTo(this, throws, value);
    try {
      // A loop instead of calls: a million switches take no stack.
      while (handover.target !== main) {
        report(current, handover);
        handover.target.#resume();
      }
      if (current !== main) report(current, handover);
      if (handover.throws) throw handover.value;
      return handover.value;
    } finally {
      current = main;
      handTo(main, false, undefined);
    }
  }

  #checkRunnable(): void {
    const hasBody = this.#body !== undefined || this.run !== Greenlet.prototype.run;
    if (!hasBody && !this.#dead && this !== main) this.run(undefined as In);
  }

  /** Takes control with what is handed over, and hands it on: to whom the body switches, or to the parent at its end. */
  #resume(): void {
    if (this.#dead || (handover.throws && this.#generator === undefined)) {
      this.#end(handover.throws, handover.value);
      return;
    }
    current = this;
    let result: IteratorResult<unknown, Out>;
    try {
      this.#generator ??= this.#begin();
      result = handover.throws ? this.#generator.throw(handover.value) : this.#generator.next(handover.value);
    } catch (error) {
      this.#end(true, error);
      return;
    }
    if (result.done) this.#end(false, result.value);
    else if (result.value !== this.#point || !handover.asked) {
      const message = 'the body of a greenlet yields switches only: yield* other.switch(value)';
      handTo(this, true, new GreenletError(message));
    }
    handover.asked = false;
  }

  #begin(): Generator<unknown, Out, unknown> {
    const value = handover.value as In;
    return this.#body === undefined ? this.run(value) : this.#body(value);
  }

  #end(throws: boolean, value: unknown): void {
    this.#dead = true;
    this.#generator = undefined;
    handover.asked = false;
    handTo(this.#parent as AnyGreenlet, throws && !(value instanceof GreenletExit), value);
  }
}

function checkGreenlet(value: unknown): void {
  if (!(value instanceof Greenlet)) throw new ArgumentError(`parent must be a Greenlet, got ${shown(value)}`);
}

function handTo(target: AnyGreenlet, throws: boolean, value: unknown): void {
  handover.target = target;
  handover.throws = throws;
  handover.value = value;
}

function report(from: AnyGreenlet, { throws, target }: Handover): void {
  tracer?.(throws ? 'throw' : 'switch', from, target);
}

/** The plain code of the thread, which is a greenlet too. Made while there is no current one, it has no parent. */
const main: AnyGreenlet = new Greenlet();
current = main;

/** One for all: a thread hands over control once at a time, and an object for each switch would cost more than it. */
const handover: Handover = { target: main, throws: false, value: undefined, asked: false };

/** The greenlet whose body runs: in plain code the main greenlet, which has no parent. */
export function getCurrent(): AnyGreenlet {
  return current;
}
