/** Something in which a release would go wrong. Shown as it is, never as a stack trace. */
export class ReleaseProblem extends Error {
  override readonly name = 'ReleaseProblem';
}
