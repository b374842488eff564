/** Async functions and generators of rewritten code: bodies that stop at more than their steps. */
import { callSteps, type Twinned } from './call-steps.js';
import { Awaited, LaterIterator, NativeIterator, StepIterator } from './iterators.js';
import type { Deferred, Realm } from './realm.js';
import { AWAIT, type How, type Signals, type Steps } from './stepper.js';

/** Helpers of rewritten code. */
export interface AsyncHelpers {
  /** Begins an async function: its promise. */
  $async(body: Steps): Steps;
  $await(value: unknown): unknown;
  $item(value: unknown): unknown;
  /** The iterator that a generator function gives. */
  $iterator(body: Steps): unknown;
  $iteratorLater(body: Steps): unknown;
  /** The iterator that a loop goes by. */
  $iterate(source: unknown): unknown;
  $iterateLater(source: unknown): Steps;
  /** `yield*` of the source. */
  $delegate(source: unknown): Steps;
  /** All items, as an array. */
  $collect(source: unknown): Steps;
  $from(source: unknown, each?: (item: unknown, index: number) => unknown): Steps;
}

/** Continues the body of an async function until it awaits something or ends; `deferred` is its promise. */
function* advance(
  signals: Signals,
  realm: Realm,
  body: Steps,
  deferred: Deferred,
  how: How,
  value: unknown,
): Steps {
  let outcome: unknown;
  try {
    outcome = yield signals.continue(body, how, value);
  } catch (error) {
    deferred.reject(error);
    return deferred.promise;
  }
  if (outcome === AWAIT) {
    realm.whenSettled(
      signals.stopped,
      (settled) => advance(signals, realm, body, deferred, 'next', settled),
      (reason) => advance(signals, realm, body, deferred, 'throw', reason),
    );
  } else {
    deferred.resolve(outcome);
  }
  return deferred.promise;
}

/** @param realm filled in while the modules of the realm are run */
export function asyncHelpers(signals: Signals, realm: Realm): AsyncHelpers {
  const iterate = (source: unknown) =>
    source instanceof StepIterator ? source : new NativeIterator(source as Iterable<unknown>);
  return {
    $async: (body) => advance(signals, realm, body, realm.defer(), 'next', undefined),
    $await: (value) => signals.await(value),
    $item: (value) => signals.item(value),
    $iterator: (body) => new StepIterator(body, signals),
    $iteratorLater: (body) => new LaterIterator(body, signals, realm),
    $iterate: iterate,
    *$iterateLater(source) {
      const make = (source as Record<symbol, Twinned | undefined>)[Symbol.asyncIterator];
      if (make === undefined) return new Awaited(iterate(source));
      const iterator = yield* callSteps(make, source);
      if (iterator instanceof LaterIterator) return iterator;
      throw new Error('for await goes by async generators and by plain iterators only');
    },
    *$delegate(source) {
      const iterator = iterate(source);
      let isOver = false;
      try {
        for (;;) {
          isOver = !(yield* iterator.step());
          if (isOver) return iterator.value;
          yield signals.item(iterator.value);
        }
      } finally {
        if (!isOver) yield* iterator.close();
      }
    },
    *$collect(source) {
      const items: unknown[] = [];
      const iterator = iterate(source);
      while (yield* iterator.step()) items.push(iterator.value);
      return items;
    },
    *$from(source, each) {
      if (!(source instanceof StepIterator) && each === undefined)
        return Array.from(source as Iterable<unknown>);
      const items: unknown[] = [];
      if (source instanceof StepIterator) while (yield* source.step()) items.push(source.value);
      else items.push(...Array.from(source as Iterable<unknown>));
      if (each === undefined) return items;
      for (const [index, item] of items.entries())
        items[index] = yield* callSteps(each as Twinned, undefined, item, index);
      return items;
    },
  };
}
