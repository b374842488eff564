/** Sets that the kernel does not keep: those of poll and select lie in the memory of the native binary. */
import type { NativeSet } from '../native/binding.js';
import { checked } from '../native/system-call.js';
import { ReadySet, type ReadySetOptions } from './ready-set.js';

/** What poll and select have in common. */
export abstract class OwnSet extends ReadySet {
  #set: NativeSet | undefined;
  protected readonly waitCall: string;

  protected constructor(set: NativeSet, waitCall: string, options: ReadySetOptions) {
    super(options);
    this.#set = set;
    this.waitCall = waitCall;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#set === undefined;
  }

  close(): void {
    this.#set = undefined;
  }

  protected addNow(fd: number, events: number, data: number): void {
    checked(this.#open().add(fd, events, data), this.waitCall);
  }

  protected modifyNow(fd: number, events: number, data: number): void {
    checked(this.#open().modify(fd, events, data), this.waitCall);
  }

  protected deleteNow(fd: number): void {
    checked(this.#open().delete(fd), this.waitCall);
  }

  protected waitNow(batch: Float64Array, most: number, timeout: number): number {
    return this.#open().wait(batch, most, timeout);
  }

  #open(): NativeSet {
    if (this.#set === undefined) throw this.closedError();
    return this.#set;
  }
}
