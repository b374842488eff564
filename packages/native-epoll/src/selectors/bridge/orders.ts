/** What a bridge tells its worker. */
export interface BridgeOrders {
  readonly kind: 'epoll' | 'kqueue';
  /** The epoll or kqueue; it stays the blocked thread's. */
  readonly fd: number;
  /** The bell. */
  readonly words: Int32Array;
  readonly word: number;
  /** One word in shared memory: 0 until the worker is at work, which writes `RUNNING`. */
  readonly state: Int32Array;
}

export const RUNNING = 1;
