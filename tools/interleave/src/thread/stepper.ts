/**
 * Runs the generators of rewritten code. They keep a stack of their own here instead of one inside another (`yield*`),
 * so that a step goes straight to whoever asked for it, however deep the code is.
 *
 * A generator of rewritten code yields
 * - nothing, if it has filled in `op` and wants the answer;
 * - a generator, if it calls it and wants its result;
 * - `CONTINUE`, the same with a generator that stopped before, named by `continued`;
 * - `AWAIT` or `ITEM`, if it is the body of an async function or of a generator and stops there: its caller gets that.
 */
import { KIND, type Op } from '../machine/op.js';

export const CONTINUE: unique symbol = Symbol('continue');
export const AWAIT: unique symbol = Symbol('await');
export const ITEM: unique symbol = Symbol('item');

/** What rewritten code consists of. */
export type Steps<T = unknown> = Generator<unknown, T, unknown>;

/** How a generator is continued. */
export type How = 'next' | 'throw' | 'return';

/** What generators of all kinds are instances of; rewritten code asks so of what a call gave it. */
export const StepsClass: object = Object.assign(function Steps() {}, {
  prototype: Object.getPrototypeOf(function* (): Steps<void> {}).prototype as object,
});

export function isSteps(value: unknown): value is Steps {
  return value instanceof (StepsClass as unknown as new () => object);
}

/** What generators tell whoever runs them, beside what they yield. */
export class Signals {
  readonly op: Op = {
    kind: KIND.COARSE,
    array: undefined,
    index: 0,
    count: 1,
    value: 0,
    expected: 0,
    timeout: Number.POSITIVE_INFINITY,
    site: 0,
  };
  /** What was awaited, or the item, by the body that stopped last. */
  stopped: unknown;
  continued: Steps | undefined;
  how: How = 'next';
  value: unknown;

  /** For a generator to yield: continues another one. */
  continue(body: Steps, how: How, value: unknown): typeof CONTINUE {
    this.continued = body;
    this.how = how;
    this.value = value;
    return CONTINUE;
  }

  await(value: unknown): typeof AWAIT {
    this.stopped = value;
    return AWAIT;
  }

  item(value: unknown): typeof ITEM {
    this.stopped = value;
    return ITEM;
  }
}

export class Stepper {
  readonly op: Op;
  /** What the code returned, once it has ended. */
  result: unknown;
  readonly #signals: Signals;
  #current: Steps | undefined;
  #how: How = 'next';
  #sent: unknown;
  readonly #callers: Steps[] = [];

  constructor(signals: Signals) {
    this.#signals = signals;
    this.op = signals.op;
  }

  begin(main: Steps): Op | undefined {
    this.#callers.length = 0;
    this.#current = main;
    return this.#run('next', undefined);
  }

  resume(answer: unknown): Op | undefined {
    const { op } = this;
    // The value of a store is what was stored.
    return this.#run('next', op.kind === KIND.STORE || op.kind === KIND.WRITE ? op.value : answer);
  }

  #run(how: How, value: unknown): Op | undefined {
    this.#how = how;
    this.#sent = value;
    for (;;) {
      const current = this.#current as Steps;
      let turn: IteratorResult<unknown, unknown>;
      try {
        turn = this.#how === 'next' ? current.next(this.#sent) : current[this.#how](this.#sent as never);
      } catch (error) {
        this.#return('throw', error);
        continue;
      }
      const { value: yielded } = turn;
      if (turn.done === true) {
        if (this.#callers.length === 0) {
          this.result = yielded;
          return undefined;
        }
        this.#return('next', yielded);
      } else if (yielded === undefined) {
        return this.op;
      } else if (yielded === AWAIT || yielded === ITEM) {
        this.#return('next', yielded);
      } else {
        this.#call(yielded);
      }
    }
  }

  /** Goes on with the caller, if there is one. */
  #return(how: How, value: unknown): void {
    const caller = this.#callers.pop();
    if (caller === undefined) throw value;
    this.#current = caller;
    this.#how = how;
    this.#sent = value;
  }

  #call(yielded: unknown): void {
    this.#callers.push(this.#current as Steps);
    if (yielded === CONTINUE) {
      const { continued, how, value } = this.#signals;
      this.#current = continued;
      this.#how = how;
      this.#sent = value;
    } else {
      this.#current = yielded as Steps;
      this.#how = 'next';
      this.#sent = undefined;
    }
  }
}
