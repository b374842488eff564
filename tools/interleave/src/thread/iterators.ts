/** The iterators of generator functions that may stop between their items. */
import type { Deferred, Realm } from './realm.js';
import { AWAIT, type How, ITEM, type Signals, type Steps } from './stepper.js';

/** The iterator of a generator function of the source; its steps are those of the loop that it is used in. */
export class StepIterator {
  value: unknown;
  readonly #body: Steps;
  readonly #signals: Signals;
  #isOver = false;

  constructor(body: Steps, signals: Signals) {
    this.#body = body;
    this.#signals = signals;
  }

  /** Whether there is one more item, which is `value` then. */
  *step(): Steps<boolean> {
    return yield* this.go('next', undefined);
  }

  *close(): Steps<void> {
    if (!this.#isOver) yield* this.go('return', undefined);
  }

  *go(how: How, sent: unknown): Steps<boolean> {
    if (this.#isOver) {
      if (how === 'throw') throw sent;
      this.value = undefined;
      return false;
    }
    let outcome: unknown;
    try {
      outcome = yield this.#signals.continue(this.#body, how, sent);
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
    this.#isOver = outcome !== ITEM;
    this.value = this.#isOver ? outcome : this.#signals.stopped;
    return !this.#isOver;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Gives methods of the source's iterators the twins by which rewritten code calls them. */
function tie(
  prototype: object,
  twins: Readonly<Record<string, (this: never, sent: unknown) => Steps>>,
): void {
  for (const [name, twin] of Object.entries(twins)) {
    const method = () => {
      throw new Error(
        `the runtime itself called ${name}() of a generator that comes to shared memory: it cannot be stopped there`,
      );
    };
    Object.defineProperty(prototype, name, { value: Object.assign(method, { $g: twin }) });
  }
}

tie(StepIterator.prototype, {
  *next(this: StepIterator, sent) {
    const more = yield* this.go('next', sent);
    return { value: this.value, done: !more };
  },
  *return(this: StepIterator, value) {
    const more = yield* this.go('return', value);
    return { value: more ? this.value : value, done: !more };
  },
  *throw(this: StepIterator, error) {
    const more = yield* this.go('throw', error);
    return { value: this.value, done: !more };
  },
});

/** Any other iterator, as loops of rewritten code go by it. */
export class NativeIterator {
  value: unknown;
  readonly #iterator: Iterator<unknown>;
  #isOver = false;

  constructor(source: Iterable<unknown>) {
    this.#iterator = source[Symbol.iterator]();
  }

  // biome-ignore lint/correctness/useYield: loops take it for one that could stop
  *step(): Steps<boolean> {
    const { value, done } = this.#iterator.next();
    this.#isOver = done === true;
    this.value = value;
    return !this.#isOver;
  }

  // biome-ignore lint/correctness/useYield: as above
  *close(): Steps<void> {
    if (!this.#isOver) this.#iterator.return?.();
  }
}

interface Request {
  readonly how: How;
  readonly value: unknown;
  readonly deferred: Deferred;
}

/** The iterator of an async generator function. */
export class LaterIterator {
  readonly #body: Steps;
  readonly #signals: Signals;
  readonly #realm: Realm;
  readonly #requests: Request[] = [];
  #isRunning = false;
  #isOver = false;
  value: unknown;

  constructor(body: Steps, signals: Signals, realm: Realm) {
    this.#body = body;
    this.#signals = signals;
    this.#realm = realm;
  }

  *ask(how: How, value: unknown): Steps {
    const deferred = this.#realm.defer();
    this.#requests.push({ how, value, deferred });
    if (!this.#isRunning) yield* this.#serve();
    return deferred.promise;
  }

  *#serve(): Steps<void> {
    for (let next = this.#requests[0]; next !== undefined && !this.#isRunning; next = this.#requests[0]) {
      if (this.#isOver) this.#answerOver(next);
      else yield* this.#run(next.how, next.value);
    }
  }

  #answerOver({ how, value, deferred }: Request): void {
    this.#requests.shift();
    if (how === 'throw') deferred.reject(value);
    else deferred.resolve({ value: how === 'return' ? value : undefined, done: true });
  }

  /** Runs the body up to its next item, or to something that it awaits. */
  *#run(how: How, sent: unknown): Steps<void> {
    this.#isRunning = true;
    let outcome: unknown;
    try {
      outcome = yield this.#signals.continue(this.#body, how, sent);
    } catch (error) {
      this.#end();
      this.#requests.shift()?.deferred.reject(error);
      return;
    }
    if (outcome === AWAIT) {
      this.#realm.whenSettled(
        this.#signals.stopped,
        (value) => this.#goOn('next', value),
        (reason) => this.#goOn('throw', reason),
      );
      return;
    }
    const value = outcome === ITEM ? this.#signals.stopped : outcome;
    if (outcome === ITEM) this.#isRunning = false;
    else this.#end();
    this.#requests.shift()?.deferred.resolve({ value, done: outcome !== ITEM });
  }

  *#goOn(how: How, value: unknown): Steps<void> {
    yield* this.#run(how, value);
    yield* this.#serve();
  }

  #end(): void {
    this.#isRunning = false;
    this.#isOver = true;
  }

  /** For `for await`: the promise of the next item. */
  step(): Steps {
    return this.ask('next', undefined);
  }

  land({ value, done }: IteratorResult<unknown>): boolean {
    this.value = value;
    return done !== true;
  }

  close(): Steps {
    return this.ask('return', undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

tie(LaterIterator.prototype, {
  next(this: LaterIterator, sent) {
    return this.ask('next', sent);
  },
  return(this: LaterIterator, value) {
    return this.ask('return', value);
  },
  throw(this: LaterIterator, error) {
    return this.ask('throw', error);
  },
});

/** An iterator whose items are not promised, in a loop that awaits each. */
export class Awaited {
  value: unknown;
  readonly #items: StepIterator | NativeIterator;

  constructor(items: StepIterator | NativeIterator) {
    this.#items = items;
  }

  *step(): Steps {
    const more = yield* this.#items.step();
    return more ? this.#items.value : OVER;
  }

  land(item: unknown): boolean {
    this.value = item;
    return item !== OVER;
  }

  close(): Steps {
    return this.#items.close();
  }
}

const OVER: unique symbol = Symbol('over');
