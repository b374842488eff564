/** The one buffer into which all connections of a thread receive, so that none needs one of its own while it is idle. */

const BYTES = 64 * 1024;

/** Messages up to this length share views: making one costs about as much as the system call. */
const LONGEST_SHARED = 4096;

const NOTHING: Buffer = Buffer.alloc(0);

let buffer = NOTHING;
const views: Buffer[] = new Array<Buffer>(LONGEST_SHARED + 1).fill(NOTHING);

/** To be asked for each time that something is received. */
export function receiveBuffer(): Buffer {
  // Nothing is left of it either if a handler has sent its memory to another thread.
  if (buffer.length === 0) {
    buffer = Buffer.allocUnsafeSlow(BYTES);
    views.fill(NOTHING);
  }
  return buffer;
}

/** The first bytes of the buffer, at least one. */
export function receivedView(length: number): Buffer {
  if (length > LONGEST_SHARED) return buffer.subarray(0, length);
  let view = views[length] as Buffer;
  if (view.length === 0) {
    view = buffer.subarray(0, length);
    views[length] = view;
  }
  return view;
}
