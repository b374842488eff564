/**
 * The modules of this folder become part of every bundle: they are what programs see instead of the runtime's own
 * promises, timers and signals. They are rewritten like all other code, so what they call back can stop, and what
 * they change is taken back.
 */

/** What the machine gives them. */
interface Machine {
  /** Waits until a registration is woken, answered by its number, or `timeout` milliseconds have passed: 0. */
  idle(timeout: number, listens: 0 | 1): number;
}

// biome-ignore lint/suspicious/noShadowRestrictedNames: the rewriting makes steps of calls of `Atomics`
declare const Atomics: Machine;

/** The thread's clock, in milliseconds. */
declare const performance: { now(): number };

/** Where the machine finds what it needs of these modules. */
declare const $realm: Record<string, unknown>;

export function idle(timeout: number): number {
  return Atomics.idle(timeout, 0);
}

/** The same for a thread that has nothing to do any more: it only listens for what it has left behind. */
export function listen(): number {
  return Atomics.idle(Number.POSITIVE_INFINITY, 1);
}

export function now(): number {
  return performance.now();
}

export function offer(name: string, member: unknown): void {
  $realm[name] = member;
}
