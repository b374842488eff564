/** What the native binary offers, declared by hand: `crate/src/node` defines the same in Rust. */

/** A mapped file. */
export interface Segment {
  /** The memory; to be called once. */
  buffer(shared: boolean): ArrayBuffer | SharedArrayBuffer;
  /** Blocks the thread: 0 woken, 1 not equal, 2 timed out. */
  wait(word: number, expected: number, limitMs: number): 0 | 1 | 2;
  notify(word: number, count: number): number;
}

/** The waits that this thread has pending. */
export interface AsyncWaits {
  /** Returns the number of the wait, 0 if the word does not hold `expected`. */
  add(segment: Segment, word: number, expected: number): number;
  /** `false`: the wait is over and its number is on the way. */
  cancel(id: number): boolean;
}

export interface Binding {
  /** Why nothing works on this system, if so. */
  problem(): string | null;
  /** Whether memory can be had as a `SharedArrayBuffer`. */
  canBeShared(): boolean;
  readonly Segment: new (file: number, offset: number, bytes: number) => Segment;
  readonly AsyncWaits: new (woken: (id: number) => void) => AsyncWaits;
  /** Makes a file without a name that cannot change its length; it is the caller's to close with `closeFile`. */
  unnamedFile(label: string, bytes: number): number;
  closeFile(file: number): void;
  /** Takes the room for the first bytes of a file now. */
  reserve(file: number, bytes: number): void;
  /** Locks an open file against all other openings of it; `false` if it is locked. */
  tryLock(file: number): boolean;
  unlock(file: number): void;
}
