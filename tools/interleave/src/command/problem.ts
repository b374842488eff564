/** Something that the command cannot go on without. Shown as two sentences, never as a stack trace. */
export class CommandProblem extends Error {
  override readonly name = 'CommandProblem';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
