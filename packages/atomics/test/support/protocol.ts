/** What test and actor say to each other. */
import type { DeadlockMember } from '@weft/atomics';

export type Order =
  | {
      readonly verb: 'call';
      readonly object: unknown;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  | { readonly verb: 'release'; readonly guard: number }
  | {
      readonly verb: 'run';
      readonly module: string;
      readonly name: string;
      readonly args: readonly unknown[];
    };

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly code: string | undefined;
    readonly details: {
      readonly causeName?: string;
      readonly cycle?: readonly DeadlockMember[];
    };
  };
}
