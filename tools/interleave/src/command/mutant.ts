/** A small change of a shipped algorithm, such as a slip of the hand would be, that the programs have to find. */
export interface Mutant {
  /** `<topic>/<what is gone>`. */
  readonly name: string;
  /** The source file, from the root of the repository. */
  readonly module: string;
  /** Text of that file *as built* (JavaScript, double quotes), which stands there exactly once, and what it becomes. */
  readonly from: string;
  readonly to: string;
  /** What is wrong then, in one sentence. */
  readonly what: string;
  /** Names of programs, the quickest first, that each find it; empty if none does. */
  readonly foundBy: readonly string[];
  /** Why no program can find it, if none does: what the line is good for nevertheless. */
  readonly survives?: string;
}
