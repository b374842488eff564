/** What a host tells about a test file while it runs it: one JSON value after the other. */

/** An error as the host saw it: its stack still names staged files. */
export interface Failure {
  readonly message: string;
  readonly stack: string;
  readonly diff?: string;
}

/** Something that runtimes differ in, and whether it is there. */
export interface Feature {
  readonly name: string;
  readonly available: boolean;
  readonly meaning: string;
}

export type Message =
  | { readonly kind: 'features'; readonly features: readonly Feature[] }
  | { readonly kind: 'collected'; readonly tests: readonly { readonly id: string; readonly name: string }[] }
  | { readonly kind: 'started'; readonly id: string }
  | {
      readonly kind: 'finished';
      readonly id: string;
      readonly passed: boolean;
      readonly ms: number;
      readonly failures: readonly Failure[];
    }
  /** The test was left out; `needs` names the features that it asked for in vain. */
  | { readonly kind: 'skipped'; readonly id: string; readonly needs: readonly string[] }
  /** Something failed outside of any test: the import of the file, a hook of a suite, a promise nobody awaited. */
  | { readonly kind: 'broken'; readonly where: string; readonly failures: readonly Failure[] }
  | { readonly kind: 'done' };

export type Report = (message: Message) => void;

/** What a host is started for. */
export interface Job {
  readonly action: 'run-suite' | 'list-features';
  /** The staged module, as a path below the stage. */
  readonly module: string;
}
