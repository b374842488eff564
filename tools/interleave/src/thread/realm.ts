/** What the modules in `realm/` offer to the machine. */
import type { Steps } from './stepper.js';

export interface Deferred {
  readonly promise: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** What the realm offers (see `realm/`). */
export interface Realm {
  readonly defer: () => Deferred;
  readonly whenSettled: (
    value: unknown,
    fulfilled: (value: unknown) => Steps,
    rejected: (reason: unknown) => Steps,
  ) => void;
  readonly asyncHooks: object;
  readonly registered: (number: number) => unknown;
  /** Whether there is anything left to do once the body has ended. */
  readonly hasRest: () => boolean;
  readonly linger: { readonly $g: () => Steps };
  readonly runUntilSettled: { readonly $g: (promise: unknown) => Steps };
  readonly callbacks: Readonly<Record<string, { readonly $g: (...args: unknown[]) => Steps }>>;
}
