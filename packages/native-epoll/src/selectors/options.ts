/** Arguments of selectors, checked before anything is changed. */
import { ArgumentError, UnsupportedError } from '../errors.js';
import { show } from '../native/arguments.js';
import type { Abilities, BackendKind } from './backends/backend.js';
import { ALL_EVENTS, type EventMask, type Interest, type WatchOptions } from './events.js';

/** How long a `select` may take, and how much it may return. */
export interface SelectOptions {
  /** Milliseconds, 0 or more: 0 only looks, no timeout waits for ever. It is never over early. */
  readonly timeout?: number | undefined;
  /** The most events to return, at least 1; what is left over comes with the next calls. 65,536 if left out. */
  readonly max?: number | undefined;
}

export interface SelectAsyncOptions extends SelectOptions {
  /** Ends the wait: the promise rejects with the signal's reason. No event is lost by it. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds, `Infinity` for no limit. @throws ArgumentError */
export function checkTimeout(timeout: unknown): number {
  if (timeout === undefined) return Number.POSITIVE_INFINITY;
  if (typeof timeout === 'number' && timeout >= 0) return timeout;
  throw new ArgumentError(`timeout must be a number of milliseconds, 0 or more, got ${show(timeout)}`);
}

/** @throws ArgumentError */
export function checkMax(max: unknown): number {
  if (max === undefined) return Number.POSITIVE_INFINITY;
  if (typeof max === 'number' && Number.isInteger(max) && max >= 1) return max;
  throw new ArgumentError(`max must be an integer from 1 on, got ${show(max)}`);
}

/** @throws ArgumentError */
export function checkSignal(signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new ArgumentError('signal must be an AbortSignal');
}

/** @throws ArgumentError: a bare number, as Python has it, would else be a wait without an end */
export function checkSelectOptions(options: unknown): void {
  if (options === undefined || (typeof options === 'object' && options !== null)) return;
  throw new ArgumentError(`options must be an object such as { timeout: 1000 }, got ${show(options)}`);
}

/** @throws ArgumentError, UnsupportedError */
export function checkInterest(
  events: EventMask,
  options: WatchOptions | undefined,
  { kind, abilities }: { readonly kind: BackendKind; readonly abilities: Abilities },
): Interest {
  if (!Number.isInteger(events) || events === 0 || (events & ~ALL_EVENTS) !== 0) {
    throw new ArgumentError(`events must be EVENT_READ, EVENT_WRITE or both added, got ${show(events)}`);
  }
  if (options === undefined) return PLAIN[events] as Interest;
  const { edge = false, oneShot = false, exclusive = false } = options;
  const wanted = { edge, oneShot, exclusive };
  for (const [name, on] of Object.entries(wanted)) {
    if (typeof on !== 'boolean') throw new ArgumentError(`${name} must be true or false, got ${show(on)}`);
    if (on && !abilities[name as keyof Abilities]) {
      throw new UnsupportedError(`a selector on ${kind} has no ${name}: use another one, or do without`);
    }
  }
  if (exclusive && oneShot) throw new ArgumentError('exclusive and oneShot exclude each other');
  return { events, ...wanted };
}

/** Without options, as most are, by their events. */
const PLAIN: readonly Interest[] = [0, 1, 2, 3].map((events) => ({
  events,
  edge: false,
  oneShot: false,
  exclusive: false,
}));
