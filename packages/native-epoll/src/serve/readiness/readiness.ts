/** What tells a server which file descriptors are ready, without ever blocking. */
/** Events, with the values that they have for epoll. Errors and hang-ups come unasked for. */
export const READ = 0x0001;
export const WRITE = 0x0004;
export const ERROR = 0x0008;
export const HANG_UP = 0x0010;
export const PEER_ENDS = 0x2000;

/**
 * Reports changes instead of states: each time that something has come, there is room again, or the watch has changed.
 * Who is told has to go on until there is nothing left. In return the kernel need not look at each connection a second
 * time to see that it is not ready any more, which costs about as much as all JavaScript of a small message.
 */
export const EDGE = 0x8000_0000;

/** How many are reported at once. */
export const MOST_AT_ONCE = 1024;

export interface Readiness {
  /** Readable while anything is ready. */
  readonly fd: number;
  /** Begins to watch. `slot` is what is reported. Zero, or the negative number of an error. */
  add(fd: number, slot: number, events: number): number;
  /** Watches for something else from now on. What is there now is reported again. */
  change(fd: number, slot: number, events: number): number;
  /** No longer watches it at all. Closing it does the same. */
  remove(fd: number): void;
  /** How many are ready now; `slotAt` and `eventsAt` tell more, until the next call. */
  look(): number;
  slotAt(index: number): number;
  eventsAt(index: number): number;
  close(): void;
}
