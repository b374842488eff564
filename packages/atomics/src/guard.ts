/** What an acquire gives: the right to release, once. */
export interface Guard {
  /** Releases what was acquired, if this guard still holds it; a second call does nothing. Never blocks. */
  release(): void;
  /** The same, for `using guard = lock.acquireSync()`. */
  [Symbol.dispose](): void;
}

/** A guard that runs a function once. */
export class OnceGuard implements Guard {
  #release: (() => void) | undefined;

  constructor(release: () => void) {
    this.#release = release;
  }

  release(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
