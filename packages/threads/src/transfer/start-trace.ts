/** Remembers from where a thread or a task was started, for the errors that come back from it. */

/** Name of the error that the trace becomes. */
const NAME = 'Started';

/** A place in the program. The text of the stack is only made when an error needs it. */
export class StartTrace {
  readonly #what: string;
  readonly #place: { stack?: string } = {};

  /**
   * @param what `Thread "Thread-1 (work)" was started here`
   * @param below the function whose caller is the place
   */
  constructor(what: string, below: (...args: never[]) => unknown) {
    this.#what = what;
    Error.captureStackTrace(this.#place, below);
  }

  /** A cause for an error. */
  error(): Error {
    const error = new Error(this.#what);
    const [, ...frames] = (this.#place.stack ?? '').split('\n');
    Object.defineProperty(error, 'name', { value: NAME, configurable: true });
    error.stack = [`${NAME}: ${this.#what}`, ...frames].join('\n');
    return error;
  }
}
