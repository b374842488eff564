/** What a selector watches for, and how. */

/** Reading (of a listening socket: accepting) would not block. */
export const EVENT_READ = 1;

/** Writing would not block. */
export const EVENT_WRITE = 2;

/** `EVENT_READ`, `EVENT_WRITE`, or both added. */
export type EventMask = number;

/** All bits of a mask. */
export const ALL_EVENTS: EventMask = EVENT_READ | EVENT_WRITE;

/**
 * How readiness is reported; without any of these it is reported by every `select` for as long as it lasts.
 *
 * Who can do what: epoll all three, kqueue `edge` and `oneShot`, poll and select none. Asking for what a selector
 * cannot do is an `UnsupportedError`.
 */
export interface WatchOptions {
  /** Report once for each time that it becomes ready, and not again while it stays so. */
  readonly edge?: boolean | undefined;
  /** Report once, of all events together, then stay silent until `modify`. */
  readonly oneShot?: boolean | undefined;
  /**
   * Of several selectors (of threads or processes) that watch one open file, wake one or some instead of all.
   * Cannot be combined with `oneShot`.
   */
  readonly exclusive?: boolean | undefined;
}

/** What a backend is asked to watch one file descriptor for. */
export interface Interest {
  readonly events: EventMask;
  readonly edge: boolean;
  readonly oneShot: boolean;
  readonly exclusive: boolean;
}

/** Of readiness reported once, nothing comes again: whoever drops such an event loses it. */
export function isReportedOnce({ edge, oneShot }: Interest): boolean {
  return edge || oneShot;
}
