import { checkWait, shown } from './checks.js';
import { ArgumentError, TimeoutError } from './errors.js';
import { PULSE_MS } from './memory/keep-alive.js';
import { type Bell, bellOf, ringBell } from './objects/block.js';
import type { SyncWaitOptions } from './objects/waiting-object.js';
import { ownHome } from './region/home.js';
import type { BellOffer, Selectable, SelectHooks } from './selectable.js';
import { AsyncLine, type WaitOptions } from './waiting/async-line.js';
import { Operation, PARK } from './waiting/operation.js';
import { runSync } from './waiting/run-sync.js';
import { Spin } from './waiting/spin.js';

/**
 * Waits until one of several objects is ready (an event that is set, a semaphore with a free permit, a latch at
 * zero, a queue with an item, a selector of `@weft/native-epoll` with a file that is) and returns the first such in the
 * order of the list.
 *
 * Nothing is taken: use the object's `try…` form, and select again if another thread was faster, as with any
 * readiness API. A blocking select over objects that share no bell (objects of several regions of processes) looks at
 * them every 2 milliseconds.
 *
 * @throws TimeoutError, ArgumentError, the signal's reason
 *
 * @example
 * const ready = await select([stop, queue], { timeout: 1000 });
 * if (ready === stop) return;
 */
export async function select<T extends readonly Selectable[]>(
  selectables: T,
  options?: WaitOptions,
): Promise<T[number]> {
  checkWait(options);
  const candidates = checkSelectables<T[number]>(selectables, offerOwnBell(false));
  const lines = bellsOf(candidates).map((bell) => ({ bell, line: new AsyncLine(bell.memory) }));
  // One line per bell, all running the same operation: whichever rings first ends the others.
  const done = new AbortController();
  const signal = options?.signal === undefined ? done.signal : AbortSignal.any([done.signal, options.signal]);
  const waits = lines.map(({ bell, line }) => line.run(new Select(candidates, bell), { ...options, signal }));
  try {
    return await Promise.race(waits);
  } finally {
    done.abort();
    await Promise.allSettled(waits);
    unwatch(candidates);
  }
}

/**
 * As `select`, blocking the thread.
 *
 * @throws TimeoutError, ArgumentError, BlockingNotAllowedError
 */
export function selectSync<T extends readonly Selectable[]>(
  selectables: T,
  options?: SyncWaitOptions,
): T[number] {
  const timeout = checkWait(options);
  const candidates = checkSelectables<T[number]>(selectables, offerOwnBell(true));
  const bells = bellsOf(candidates);
  const bell = bells[0] as Bell;
  const site = { memory: bell.memory, members: ownHome().members, label: 'select' };
  try {
    return runSync(site, new Select(candidates, bell, bells.length > 1), new Spin(), timeout);
  } finally {
    unwatch(candidates);
  }
}

/** Where a blocking select hears nothing it looks this often, in milliseconds. */
const LOOK_MS = 2;

interface Candidate<T> {
  readonly selectable: T;
  readonly hooks: SelectHooks;
  readonly bell: Bell;
}

class Select<T> extends Operation<T> {
  readonly #candidates: readonly Candidate<T>[];
  readonly #bell: Bell;
  readonly #hearsOnlyOne: boolean;

  /** @param hearsOnlyOne the candidates have other bells too, and nobody listens to them */
  constructor(candidates: readonly Candidate<T>[], bell: Bell, hearsOnlyOne = false) {
    super();
    this.#candidates = candidates;
    this.#bell = bell;
    this.#hearsOnlyOne = hearsOnlyOne;
    this.word = bell.word;
  }

  override get pulseMs(): number {
    const hearsAll = !this.#hearsOnlyOne && this.#candidates.every(({ hooks }) => hooks.rings?.() ?? true);
    return hearsAll ? PULSE_MS : LOOK_MS;
  }

  attempt(announce: boolean): T | typeof PARK {
    if (announce) {
      // Bell first, then watch, then look: what becomes ready after the look rings a bell that was read before.
      this.expected = Atomics.load(this.#bell.memory.words, this.#bell.word);
      for (const { hooks } of this.#candidates) hooks.watch();
    }
    for (const { selectable, hooks } of this.#candidates) if (hooks.ready()) return selectable;
    return PARK;
  }

  timedOut(): T {
    throw new TimeoutError('nothing became ready within the timeout');
  }
}

/** The bell of this process's threads, for objects that are not in shared memory. */
function offerOwnBell(blocking: boolean): BellOffer & { readonly bell: Bell } {
  const { memory } = ownHome();
  const bell = bellOf(memory);
  return { bell, words: memory.words, word: bell.word, blocking, ring: () => ringBell(bell) };
}

function checkSelectables<T extends Selectable>(
  selectables: readonly T[],
  offer: BellOffer & { readonly bell: Bell },
): Candidate<T>[] {
  if (!Array.isArray(selectables) || selectables.length === 0) {
    throw new ArgumentError('select needs an array of at least one object to wait for');
  }
  return selectables.map((selectable: T) => {
    if (typeof (selectable as Partial<Selectable> | undefined)?.selectHooks === 'function') {
      const hooks = selectable.selectHooks(offer);
      return { selectable, hooks, bell: hooks.bell ?? offer.bell };
    }
    throw new ArgumentError(
      `select cannot wait for ${shown(selectable)}: it takes events, semaphores, latches, queues, selectors`,
    );
  });
}

function bellsOf(candidates: readonly Candidate<unknown>[]): Bell[] {
  const distinct: Bell[] = [];
  for (const { bell } of candidates) {
    if (!distinct.some((other) => other.memory === bell.memory && other.word === bell.word))
      distinct.push(bell);
  }
  return distinct;
}

function unwatch(candidates: readonly Candidate<unknown>[]): void {
  for (const { hooks } of candidates) hooks.unwatch?.();
}
