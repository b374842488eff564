/** Something the set-up cannot go on without. Shown as two sentences, never as a stack trace. */
export class SetupProblem extends Error {
  /**
   * @param {string} message what went wrong
   * @param {string} remedy what the reader can do about it
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'SetupProblem';
    this.remedy = remedy;
  }
}
