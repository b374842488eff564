/** Something the matrix cannot go on without. Shown as two sentences, never as a stack trace. */
export class MatrixProblem extends Error {
  override readonly name = 'MatrixProblem';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
