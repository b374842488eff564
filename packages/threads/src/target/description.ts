/** What a target is on its way: plain data that any channel carries, from which `resolveTarget` makes a function again. */

interface Described {
  /** Unique among all targets of all threads and processes: who has resolved it once need not do it again. */
  readonly key: string;
  readonly name: string;
}

/** Text of a function or class, and where it comes from. */
export interface Source {
  readonly text: string;
  readonly shape: 'expression' | 'method';
  /** The module that has handed it over: `import()` in it is resolved from there. */
  readonly base: string;
  readonly strict: boolean;
  /** What a bundler may have left in it: see `name-helper.ts`. */
  readonly nameHelper: string;
  /** Where in the file of `base` the text stands, counted from 0, so that stack traces lead there. */
  readonly line: number;
  readonly column: number;
}

/** A function that brings along all that it needs. */
export interface SourceTarget extends Described {
  readonly kind: 'source';
  readonly source: Source;
}

/** A function, or a class, that was marked by `task`. */
export interface MarkedTarget extends Described {
  readonly kind: 'task';
  readonly url: string;
  readonly nth: number;
  readonly isClass: boolean;
}

/** What a module exports under a name. */
export interface ExportTarget extends Described {
  readonly kind: 'export';
  readonly module: string;
  readonly base: string;
}

/** A subclass of `Thread` or `Process` that brings along all that it needs, with those between it and the base. */
export interface ClassTarget extends Described {
  readonly kind: 'class';
  readonly baseClass: string;
  /** From the class next to the base down; where the text of each says what it extends stands in `heritage`. */
  readonly chain: readonly (Source & { readonly heritage: readonly [number, number] })[];
}

export type TargetDescription = SourceTarget | MarkedTarget | ExportTarget | ClassTarget;
