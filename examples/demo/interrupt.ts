/** Ctrl-C: the work ends at the next file of every worker, and the program ends by itself. */
import { constants } from 'node:os';
import type { Event } from '@weft/atomics';

/** Thrown where the work ends early. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal's Ctrl-C arrives several times, from the terminal and from every program in between. */
const SAME_WISH_MS = 1000;

export class Interruption {
  readonly #stop: Event;
  #signal: NodeJS.Signals | undefined;
  #since = 0;

  /** @param stop set when a signal arrives */
  constructor(stop: Event) {
    this.#stop = stop;
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  /** The signal that has arrived, if one has. */
  get signal(): NodeJS.Signals | undefined {
    return this.#signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#signal === undefined) {
      this.#signal = signal;
      this.#since = performance.now();
      this.#stop.set();
    } else if (performance.now() - this.#since > SAME_WISH_MS) {
      // Asked again: a file on a slow disk may take too long. Worker threads end with the process.
      process.exit(exitCodeOf(signal));
    }
  };
}

/** What shells expect of a program that a signal has ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
