import { checkWait, shown } from './checks.js';
import { ArgumentError, TimeoutError } from './errors.js';
import { PULSE_MS } from './memory/keep-alive.js';
import type { Bell } from './objects/block.js';
import type { SyncWaitOptions } from './objects/waiting-object.js';
import { ownHome } from './region/home.js';
import type { Selectable, SelectHooks } from './selectable.js';
import { AsyncLine, type WaitOptions } from './waiting/async-line.js';
import { Operation, PARK } from './waiting/operation.js';
import { runSync } from './waiting/run-sync.js';
import { Spin } from './waiting/spin.js';

/**
 * Waits until one of several objects is ready (an event that is set, a semaphore with a free permit, a latch at
 * zero, a queue with an item) and returns the first such in the order of the list.
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
  const operation = new Select<T[number]>(selectables);
  const lines = operation.bells.map((bell) => new AsyncLine(bell.memory));
  // One line per bell, all running the same operation: whichever rings first ends the others.
  const done = new AbortController();
  const signal = options?.signal === undefined ? done.signal : AbortSignal.any([done.signal, options.signal]);
  const waits = operation.bells.map((bell, i) =>
    (lines[i] as AsyncLine).run(new Select<T[number]>(selectables, bell), { ...options, signal }),
  );
  try {
    return await Promise.race(waits);
  } finally {
    done.abort();
    await Promise.allSettled(waits);
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
  const operation = new Select<T[number]>(selectables);
  const bell = operation.bells[0] as Bell;
  const site = { memory: bell.memory, members: ownHome().members, label: 'select' };
  return runSync(site, operation, new Spin(), timeout);
}

/** A blocking select hears only one bell; for the others it looks this often, in milliseconds. */
const LOOK_MS = 2;

class Select<T extends Selectable> extends Operation<T> {
  override readonly pulseMs: number;
  readonly bells: readonly Bell[];
  readonly #candidates: readonly { readonly selectable: T; readonly hooks: SelectHooks }[];
  readonly #bell: Bell;

  constructor(selectables: readonly T[], bell?: Bell) {
    super();
    this.#candidates = checkSelectables(selectables);
    this.bells = distinctBells(this.#candidates.map(({ hooks }) => hooks.bell));
    this.pulseMs = this.bells.length > 1 ? LOOK_MS : PULSE_MS;
    this.#bell = bell ?? (this.bells[0] as Bell);
    this.word = this.#bell.word;
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

function checkSelectables<T extends Selectable>(
  selectables: readonly T[],
): { readonly selectable: T; readonly hooks: SelectHooks }[] {
  if (!Array.isArray(selectables) || selectables.length === 0) {
    throw new ArgumentError('select needs an array of at least one object to wait for');
  }
  return selectables.map((selectable: T) => {
    if (typeof (selectable as Partial<Selectable> | undefined)?.selectHooks === 'function') {
      return { selectable, hooks: selectable.selectHooks() };
    }
    throw new ArgumentError(
      `select cannot wait for ${shown(selectable)}: it takes events, semaphores, latches, queues`,
    );
  });
}

function distinctBells(bells: readonly Bell[]): Bell[] {
  const distinct: Bell[] = [];
  for (const bell of bells) {
    if (!distinct.some((other) => other.memory === bell.memory && other.word === bell.word))
      distinct.push(bell);
  }
  return distinct;
}
