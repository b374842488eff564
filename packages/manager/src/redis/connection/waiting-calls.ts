/** Calls that wait for somebody to send them to, each for a limited time. */
import { now } from '@weft/atomics/kit';
import { ConnectError } from '../../errors.js';
import type { Call } from './call.js';

export interface WaitingOptions {
  readonly timeoutMs: number;
  /** The error of those for which the time is up. */
  readonly timedOut: () => Error;
  /** That of those which may have been carried out earlier. */
  readonly inDoubt: () => Error;
}

interface Waiting {
  readonly call: Call<unknown>;
  readonly goOn: () => void;
  readonly reject: (error: Error) => void;
}

export class WaitingCalls {
  readonly #options: WaitingOptions;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** The result that the call has once `send` was told to go on with it. */
  wait<T>(call: Call<T>, send: (call: Call<T>) => Promise<T>): Promise<T> {
    call.deadline ??= now() + this.#options.timeoutMs;
    return new Promise<T>((resolve, reject) => {
      const goOn = () => resolve(send(call));
      this.#waiting.push({ call: call as Call<unknown>, goOn, reject });
      this.#watch();
    });
  }

  /** Sends all, in the order in which they were made. */
  goOn(): void {
    const waiting = this.#takeAll();
    waiting.sort((a, b) => a.call.order - b.call.order);
    for (const { goOn } of waiting) goOn();
  }

  rejectAll(error: Error): void {
    for (const each of this.#takeAll()) this.#reject(each, error);
  }

  #takeAll(): Waiting[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  #watch(): void {
    if (this.#timer !== undefined || this.#waiting.length === 0) return;
    const first = Math.min(...this.#waiting.map(({ call }) => call.deadline as number));
    this.#timer = setTimeout(() => this.#giveUp(), Math.max(0, Math.ceil(first - now())));
  }

  #giveUp(): void {
    this.#timer = undefined;
    const time = now();
    const late = this.#waiting.filter(({ call }) => (call.deadline as number) <= time);
    this.#waiting = this.#waiting.filter((each) => !late.includes(each));
    for (const each of late) this.#reject(each, this.#options.timedOut());
    this.#watch();
  }

  #reject({ call, reject }: Waiting, error: Error): void {
    reject(call.isRepeated && error instanceof ConnectError ? this.#options.inDoubt() : error);
  }
}
